// Figures in short, of which one is open: a click opens another, without asking the server.

import { card, forget } from './card.js';
import { drawing, element } from './element.js';

const [WIDTH, HEIGHT] = [120, 34];
// What is open stands in the address, for links and for the way back.
const OPENED = 'visa';
let reopen = () => {};
addEventListener('popstate', () => reopen());

export function tiles(block, mark, tools, before) {
  const root = element('section', { className: block.beside ? 'tiles beside' : 'tiles' });
  const opened = element('div', { className: 'opened' });
  root.dataset.mark = mark;
  const buttons = block.tiles.map((tile) => {
    const button = element(
      'button',
      { type: 'button', className: 'tile', onclick: () => choose(tile) },
      element('span', { className: 'label', textContent: tile.label }),
      element('strong', { textContent: tile.value }),
      element('small', { textContent: tile.of }),
      tile.change && element('span', { className: 'change', textContent: tile.change }),
      tile.aim && element('span', { className: tile.status, textContent: tile.aim }),
      ...tile.reasons.map((text) => element('small', { textContent: text })),
      spark(tile.trend),
    );
    return button;
  });
  const open = (tile) => {
    root.dataset.opened = tile.card.key;
    buttons.forEach((button, at) => button.setAttribute('aria-pressed', block.tiles[at] === tile));
    forget(opened);
    opened.replaceChildren(card({ ...tile.card, mark: root.dataset.mark }, tools));
  };
  const choose = (tile) => {
    const address = new URL(location.href);
    if (tile === block.tiles[0]) address.searchParams.delete(OPENED);
    else address.searchParams.set(OPENED, tile.card.key);
    history.pushState(history.state, '', address);
    open(tile);
  };
  reopen = () => open(asked(block.tiles) || block.tiles[0]);
  root.append(element('div', { className: 'choices', role: 'group', 'aria-label': block.label }, ...buttons), opened);
  // Streamlit forgets what the server did not put into the address when it changes that.
  open(asked(block.tiles) || block.tiles.find((tile) => tile.card.key === before?.dataset.opened) || block.tiles[0]);
  return root;
}

function asked(tiles) {
  const key = new URLSearchParams(location.search).get(OPENED);
  return tiles.find((tile) => tile.card.key === key);
}

// A small line on the axis that a large one would have.
function spark({ points, range: [low, high] }) {
  if (points.length < 2) return null;
  const last = points.at(-1)[0];
  const x = (at) => 3 + ((WIDTH - 9) * at) / Math.max(last, 1);
  const y = (value) => HEIGHT - 4 - ((HEIGHT - 8) * (value - low)) / (high - low || 1);
  const picture = drawing('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    'aria-hidden': true,
  });
  points.forEach(([at, value, segment], place) => {
    const before = points[place - 1];
    if (before && before[2] === segment)
      picture.append(drawing('line', { x1: x(before[0]), y1: y(before[1]), x2: x(at), y2: y(value), class: 'run' }));
  });
  picture.append(drawing('circle', { cx: x(last), cy: y(points.at(-1)[1]), r: 3.5 }));
  return picture;
}
