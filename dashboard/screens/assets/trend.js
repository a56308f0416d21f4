// A small line with its end values.

import { drawing } from './element.js';

const [WIDTH, HEIGHT] = [176, 46];

export function trend({ points, target, ends }) {
  if (!points.length) return '';
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
      x: at ? x(year) + 7 : x(year) - 6,
      y: y(value) + 4,
      'text-anchor': at ? 'start' : 'end',
    });
    words.textContent = text;
    picture.append(words);
  });
  return picture;
}
