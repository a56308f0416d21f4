// Tables: real ones, sorted by a click on a heading.

import { element } from './element.js';

const NUMBER = /^[^\d−-]{0,12}([−+-]?[\d\s\u00a0]+(?:,\d+)?)/;

function key(text) {
  const found = NUMBER.exec(text);
  return found
    ? Number(
        found[1]
          .replace('−', '-')
          .replace(/[\s\u00a0]/g, '')
          .replace(',', '.'),
      )
    : NaN;
}

function compared(one, other) {
  const [a, b] = [key(one), key(other)];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return one.localeCompare(other, 'sv');
}

// Numbers stand under each other by their last digit.
const PLAIN = /^([−+]?[\d\s\u00a0]+(,\d+)?|–|\.\.)$/;

export function table({ columns, cells }, caption, choose = null, names = []) {
  const body = element('tbody');
  const known = new Set(names);
  const numeric = columns.map((_, at) => cells.every((row) => PLAIN.test(row[at])));
  const look = (at) => ({ className: numeric[at] ? 'numeric' : '' });
  const fill = (rows) =>
    body.replaceChildren(
      ...rows.map((row) =>
        element(
          'tr',
          {},
          ...row.map((text, at) => element('td', look(at), known.has(text) ? chosen(text, choose) : text)),
        ),
      ),
    );
  const headings = columns.map((name, at) => {
    const button = element('button', { type: 'button', className: 'sort', textContent: name });
    const heading = element('th', { scope: 'col', ...look(at) }, button);
    button.addEventListener('click', () => {
      const down = heading.getAttribute('aria-sort') === 'ascending';
      headings.forEach((each) => each.removeAttribute('aria-sort'));
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      fill([...cells].sort((one, other) => compared(one[at], other[at]) * (down ? -1 : 1)));
    });
    return heading;
  });
  fill(cells);
  return element(
    'div',
    { className: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', { textContent: caption }),
      element('thead', {}, element('tr', {}, ...headings)),
      body,
    ),
  );
}

function chosen(text, choose) {
  return element('button', { type: 'button', className: 'link', textContent: text, onclick: () => choose(text) });
}
