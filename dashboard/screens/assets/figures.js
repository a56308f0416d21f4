// Key figures as one table, each with its trend, its target as a bar, and in a line below it why.

import { bullet } from './bullet.js';
import { element, warning } from './element.js';
import { link } from './link.js';
import { trend } from './trend.js';

const HEAD = ['Nyckeltal', 'Utveckling', 'Senaste år', 'Ändring', 'Mot mål', 'Senaste månad'];

export function figures({ lines, notes }) {
  const groups = lines.map((line) => element('tbody', {}, row(line), why(line)));
  return [
    element(
      'div',
      { className: 'scroll' },
      element(
        'table',
        { className: 'figures' },
        element('caption', { textContent: 'Nyckeltal' }),
        element(
          'thead',
          {},
          element('tr', {}, ...HEAD.map((name) => element('th', { scope: 'col', textContent: name }))),
        ),
        ...groups,
      ),
    ),
    ...notes.map((text) => element('p', { className: 'note', textContent: text })),
  ];
}

function row(line) {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, link(line.label, line.page), small(line.scope)),
    element('td', { className: 'trend' }, trend(line.trend)),
    element('td', {}, element('strong', { textContent: line.value }), ' ', small(line.of), small(line.since)),
    element('td', {}, line.change, ...line.caveats.map((text) => warning(text))),
    element('td', { className: 'aim' }, ...against(line)),
    element('td', {}, line.months[0], small(line.months[1])),
  );
}

function against(line) {
  if (!line.word) return [small(line.judgement)];
  const status = element('span', { className: line.status, textContent: `${line.sign} ${line.word}` });
  const bar = line.bar && bullet(line.bar, `${line.value}, ${line.judgement}`);
  return [element('span', { className: 'judged' }, bar, status), small(line.judgement)];
}

function why({ label, why: [first] }) {
  if (!first) return null;
  const [, text, source] = first;
  return element(
    'tr',
    { className: 'because' },
    element(
      'td',
      { colspan: HEAD.length },
      element(
        'details',
        {},
        element('summary', { 'aria-label': `Varför? ${label}` }, text),
        element('i', { textContent: source }),
      ),
    ),
  );
}

function small(text) {
  return text ? element('small', { textContent: text }) : null;
}
