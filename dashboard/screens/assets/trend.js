// Key figures as one table; the trend of each is a small line with its end values.

import { drawing, element } from './element.js';

const [WIDTH, HEIGHT] = [176, 46];

export function figures({ lines }) {
  const head = ['Nyckeltal', 'Utveckling', 'Senaste år', 'Ändring', 'Mot mål', 'Senaste månad'];
  const rows = lines.map((line) =>
    element(
      'tr',
      {},
      element(
        'th',
        { scope: 'row' },
        element('a', {
          className: 'link',
          href: `${line.page}${location.search}`,
          textContent: line.label,
          onclick: (event) => open(event, line.page),
        }),
        line.scope && element('small', { textContent: line.scope }),
      ),
      element('td', { className: 'trend' }, trend(line.trend)),
      element(
        'td',
        {},
        element('strong', { textContent: line.value }),
        ' ',
        element('small', { textContent: line.of }),
        line.since && element('small', { textContent: line.since }),
      ),
      element('td', {}, line.change, ...line.caveats.map((text) => element('small', { textContent: `⚠ ${text}` }))),
      element('td', { className: line.status }, line.sign ? `${line.sign} ${line.judgement}` : line.judgement),
      element('td', {}, line.month),
    ),
  );
  const why = lines
    .filter((line) => line.why.length)
    .map((line) =>
      element(
        'li',
        {},
        element('b', { textContent: `${line.label}: ` }),
        `${line.why[0][1]} `,
        element('i', { textContent: `(${line.why[0][2]})` }),
      ),
    );
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
          element('tr', {}, ...head.map((name) => element('th', { scope: 'col', textContent: name }))),
        ),
        element('tbody', {}, ...rows),
      ),
    ),
    why.length
      ? element(
          'details',
          { className: 'why' },
          element('summary', { textContent: 'Varför? Rapporternas egna ord' }),
          element('ul', {}, ...why),
        )
      : null,
  ].filter(Boolean);
}

// As a click in the navigation: the page is not loaded anew.
function open(event, page) {
  const link = document.querySelector(`[data-testid="stTopNavLink"][href$="/${page}"]`);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.click();
}

function trend({ points, target, ends }) {
  if (!points.length) return '–';
  const numbers = [...points.map(([, value]) => value), ...(target === null ? [] : [target])];
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const [first, last] = [points[0][0], points.at(-1)[0]];
  const x = (year) => 50 + ((WIDTH - 116) * (year - first)) / Math.max(last - first, 1);
  const y = (value) => HEIGHT - 8 - ((HEIGHT - 16) * (value - low)) / (high - low || 1);
  const picture = drawing('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: 'img',
    'aria-label': `${ends.map(([year, text]) => `${year}: ${text}`).join(', ')}`,
  });
  if (target !== null)
    picture.append(drawing('line', { x1: 46, x2: WIDTH - 62, y1: y(target), y2: y(target), class: 'aim' }));
  points.forEach(([year, value, segment], at) => {
    const before = points[at - 1];
    if (before && before[2] === segment && year - before[0] === 1)
      picture.append(drawing('line', { x1: x(before[0]), y1: y(before[1]), x2: x(year), y2: y(value), class: 'run' }));
    if (at === points.length - 1 || !points.some(([other, , same]) => same === segment && Math.abs(other - year) === 1))
      picture.append(drawing('circle', { cx: x(year), cy: y(value), r: 4 }));
  });
  ends.forEach(([year, text], at) => {
    const value = points.find(([other]) => other === year)[1];
    const words = drawing('text', {
      x: at || ends.length === 1 ? x(year) + 7 : x(year) - 6,
      y: y(value) + 4,
      'text-anchor': at || ends.length === 1 ? 'start' : 'end',
    });
    words.textContent = text;
    picture.append(words);
  });
  return picture;
}
