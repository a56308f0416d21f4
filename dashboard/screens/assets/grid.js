// A table with heads on two sides, whose cells open what they are made of: arrows move, Enter opens.

import { element } from './element.js';

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function grid({ corner, heads, lines }, caption, open) {
  const body = element('tbody');
  const names = heads.map(([group, name]) => name || group);
  const groups = new Set(heads.map(([group]) => group)).size > 1 && heads.some(([, name]) => name);
  const sorted = names.map((name, at) => {
    const button = element('button', { type: 'button', className: 'sort', textContent: name });
    // Subtotals stand below their parts, so that only plain lines can change places.
    const plain = element('th', { scope: 'col', className: 'numeric' }, corner.length > 1 ? name : button);
    button.addEventListener('click', () => {
      const up = plain.getAttribute('aria-sort') === 'descending';
      sorted.forEach((each) => each.removeAttribute('aria-sort'));
      plain.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      fill(body, inOrder(lines, at, up), corner, open);
    });
    return plain;
  });
  fill(body, lines, corner, open);
  const above = groups ? [element('tr', {}, element('td', { colspan: corner.length }), ...spans(heads))] : [];
  return element(
    'div',
    { className: 'scroll' },
    element(
      'table',
      { className: 'grid', role: 'grid', 'aria-label': caption },
      element('caption', { textContent: caption }),
      element(
        'thead',
        {},
        ...above,
        element('tr', {}, ...corner.map((name) => cornerOf(name)), ...sorted),
      ),
      body,
    ),
  );
}

// A head that says nothing is none.
function cornerOf(name) {
  return name ? element('th', { scope: 'col', textContent: name }) : element('td');
}

function spans(heads) {
  const found = [];
  for (const [group] of heads) {
    const last = found[found.length - 1];
    if (last?.group === group) last.span += 1;
    else found.push({ group, span: 1 });
  }
  return found.map(({ group, span }) => element('th', { scope: 'colgroup', colspan: span, textContent: group }));
}

function inOrder(lines, at, up) {
  const value = (line) => line.cells[at][3] ?? -Infinity;
  const parts = lines.filter((line) => !line.total);
  return [...parts.sort((one, other) => (value(one) - value(other)) * (up ? 1 : -1)), ...lines.filter((l) => l.total)];
}

function fill(body, lines, corner, open) {
  let before = [];
  const rows = lines.map(({ names, total, cells }) => {
    const told = names.map((name, at) => (at < names.length - 1 && name === before[at] ? '' : name));
    before = names;
    return element(
      'tr',
      { className: total ? 'total' : '' },
      ...told.map((name, at) =>
        element('th', { scope: 'row', colspan: at < names.length - 1 ? 1 : corner.length - at, textContent: name }),
      ),
      ...cells.map(([text, note, name]) =>
        element('td', { title: note || null, tabindex: -1, 'data-name': name, textContent: text }),
      ),
    );
  });
  body.replaceChildren(...rows);
  const first = body.querySelector('td');
  if (first) first.tabIndex = 0;
  body.onclick = ({ target }) => chosen(target.closest('td'), open);
  body.onkeydown = (event) => {
    const cell = event.target.closest('td');
    if (event.key === 'Enter' || event.key === ' ') chosen(cell, open);
    else if (STEPS[event.key]) move(cell, ...STEPS[event.key]);
    else return;
    event.preventDefault();
  };
}

function chosen(cell, open) {
  if (cell?.dataset.name) open(cell.dataset.name);
}

function move(cell, down, right) {
  const row = [...cell.parentElement.parentElement.rows][cell.parentElement.sectionRowIndex + down];
  const across = (line) => [...line.querySelectorAll('td')];
  const next = row && across(row)[across(cell.parentElement).indexOf(cell) + right];
  if (!next) return;
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
