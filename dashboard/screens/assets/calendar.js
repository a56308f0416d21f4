// What is there of each month: a mark that says it without colour, and its words for who points or listens.

import { element } from './element.js';

export function calendar({ title, line, years, months, rows, legend, notes }) {
  const head = element(
    'thead',
    {},
    element(
      'tr',
      {},
      element('td', { rowspan: 2 }),
      ...years.map(([year, span]) => element('th', { scope: 'colgroup', colspan: span, textContent: year })),
    ),
    element('tr', {}, ...months.map((name) => element('th', { scope: 'col', textContent: name[0], title: name }))),
  );
  const ends = new Set();
  years.reduce((at, [, span]) => (ends.add(at + span - 1), at + span), 0);
  const body = rows.map(({ name, cells }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row', textContent: name }),
      ...cells.map(({ state, mark, text }, at) =>
        element(
          'td',
          { className: ends.has(at) ? `${state} end` : state, title: text },
          element('span', { 'aria-hidden': 'true', textContent: mark }),
          element('span', { className: 'unseen', textContent: text }),
        ),
      ),
    ),
  );
  const scroll = element(
    'div',
    { className: 'scroll', tabindex: 0, role: 'region', 'aria-label': title },
    element(
      'table',
      { className: 'calendar' },
      element('caption', { textContent: title }),
      head,
      element('tbody', {}, ...body),
    ),
  );
  // The latest months are those that are asked for.
  requestAnimationFrame(() => (scroll.scrollLeft = scroll.scrollWidth));
  return [
    element('h2', { textContent: title }),
    line && element('p', { className: 'line', textContent: line }),
    scroll,
    element('p', { className: 'note', textContent: legend.join(' · ') }),
    ...notes.map((text) => element('p', { className: 'notice', textContent: text })),
  ].filter(Boolean);
}
