// One row a goal: how it is judged, and its indicators as bars against their targets.

import { bullet } from './bullet.js';
import { element, warning } from './element.js';
import { trend } from './trend.js';

const HEAD = ['Mål', 'Indikator', 'Utveckling', 'Utfall', 'Mot målvärdet'];

export function goals({ line, goals: found }) {
  return [
    element('p', { className: 'line', textContent: line }),
    element(
      'div',
      { className: 'scroll' },
      element(
        'table',
        { className: 'goals' },
        element('caption', { textContent: 'Mål och indikatorer' }),
        element(
          'thead',
          {},
          element('tr', {}, ...HEAD.map((name) => element('th', { scope: 'col', textContent: name }))),
        ),
        ...found.map((goal) => element('tbody', {}, ...rows(goal))),
      ),
    ),
  ];
}

function rows(goal) {
  const cells = goal.indicators.map(indicator);
  const others = cells.length ? cells : [[element('td', { colspan: 4, textContent: 'Inga indikatorer' })]];
  return others.map((mine, at) => element('tr', {}, at ? null : heading(goal, others.length), ...mine));
}

function heading(goal, span) {
  return element(
    'th',
    { scope: 'rowgroup', rowspan: span },
    element(
      'span',
      { className: `status ${goal.look}` },
      `${goal.mark} ${goal.word} `,
      ...goal.said.map((text) => element('small', { className: 'of', textContent: text })),
    ),
    goal.name,
    ...goal.warnings.map((text) => warning(text, 'warning')),
    ...goal.remarks.map((text) =>
      element(
        'details',
        {},
        element('summary', { textContent: 'Rapportens fotnot' }),
        element('small', { textContent: text }),
      ),
    ),
  );
}

function indicator(line) {
  const status = line.word && element('span', { className: line.status, textContent: `${line.sign} ${line.word}` });
  return [
    element('td', {}, line.label, ...line.caveats.map((text) => warning(text))),
    element('td', { className: 'trend' }, trend(line.trend)),
    element(
      'td',
      {},
      line.known ? element('strong', { textContent: line.value }) : line.value,
      ' ',
      element('small', { className: 'of', textContent: line.of }),
    ),
    element(
      'td',
      { className: 'aim' },
      element(
        'span',
        { className: 'judged' },
        line.bar && bullet(line.bar, `${line.value}, ${line.judgement}`),
        status || null,
      ),
      element('small', { textContent: line.judgement }),
    ),
  ];
}
