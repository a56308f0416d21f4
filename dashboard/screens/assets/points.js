// A short list of what is to be known, each point with the way to where more of it stands.

import { element } from './element.js';
import { link } from './link.js';

export function points({ title, points: found, otherwise, note, ranked }) {
  const items = found.map(({ text, page, where, link: choices }) =>
    element('li', {}, text, page && ' ', page && link(where, page, choices)),
  );
  return [
    element('h2', { textContent: title }),
    items.length ? element(ranked ? 'ol' : 'ul', {}, ...items) : element('p', { textContent: otherwise }),
    note && element('p', { className: 'note', textContent: note }),
  ].filter(Boolean);
}
