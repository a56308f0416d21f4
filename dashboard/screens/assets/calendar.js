// What is there of each month: a mark that says it without colour, and its words for who points or listens.

import { element } from './element.js';

// As many years as stand abreast on a screen and on paper; earlier ones in which nothing lacks are folded away.
const ABREAST = 5;
const LACKING = new Set(['missing', 'part']);

export function calendar({ title, line, years, months, rows, legend, notes }) {
  const [latest, ...earlier] = bands(years).map((band) => ({ ...band, table: grid(title, band, months, rows) }));
  return [
    element('h2', { textContent: title }),
    line && element('p', { className: 'line', textContent: line }),
    latest?.table,
    element('p', { className: 'note', textContent: legend.join(' · ') }),
    ...earlier.map(({ name, table, begin, end }) => {
      const open = rows.some(({ cells }) => cells.slice(begin, end).some(({ state }) => LACKING.has(state)));
      return element('details', { open }, element('summary', { textContent: name }), table);
    }),
    ...notes.map((text) => element('p', { className: 'notice', textContent: text })),
  ].filter(Boolean);
}

// The years in bands, the latest first, each with the places of its months.
function bands(years) {
  const found = [];
  let end = years.reduce((months, [, span]) => months + span, 0);
  for (let last = years.length; last > 0; last -= ABREAST) {
    const own = years.slice(Math.max(last - ABREAST, 0), last);
    const begin = end - own.reduce((months, [, span]) => months + span, 0);
    found.push({ own, begin, end, name: [...new Set([own[0][0], own.at(-1)[0]])].join('–') });
    end = begin;
  }
  return found;
}

function grid(title, { own, begin, end, name }, months, rows) {
  const head = element(
    'thead',
    {},
    element(
      'tr',
      {},
      element('td', { rowspan: 2 }),
      ...own.map(([year, span]) => element('th', { scope: 'colgroup', colspan: span, textContent: year })),
    ),
    element(
      'tr',
      {},
      ...months.slice(begin, end).map((month) => element('th', { scope: 'col', textContent: month[0], title: month })),
    ),
  );
  const ends = new Set();
  own.reduce((at, [, span]) => (ends.add(at + span - 1), at + span), 0);
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row', textContent: row.name }),
      ...row.cells.slice(begin, end).map(({ state, mark, text }, at) =>
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
    { className: 'scroll', tabindex: 0, role: 'region', 'aria-label': `${title} ${name}` },
    element(
      'table',
      { className: 'calendar' },
      element('caption', { textContent: `${title} ${name}` }),
      head,
      element('tbody', {}, ...body),
    ),
  );
  // The latest months are those that are asked for.
  requestAnimationFrame(() => (scroll.scrollLeft = scroll.scrollWidth));
  return scroll;
}
