// A bar from nought to a figure, with a mark at what it is to reach.

import { drawing } from './element.js';

const [WIDTH, HEIGHT] = [150, 16];

export function bullet({ zero, value, aim }, label) {
  const [from, to] = [Math.min(zero, value), Math.max(zero, value)].map((share) => share * WIDTH);
  const picture = drawing('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    class: 'bullet',
    role: 'img',
    'aria-label': label,
  });
  picture.append(drawing('rect', { x: 0, y: 5, width: WIDTH, height: 6, class: 'ground' }));
  picture.append(drawing('rect', { x: from, y: 3, width: Math.max(to - from, 1), height: 10, class: 'reached' }));
  if (aim !== null)
    picture.append(drawing('line', { x1: aim * WIDTH, x2: aim * WIDTH, y1: 0, y2: HEIGHT, class: 'goal' }));
  return picture;
}
