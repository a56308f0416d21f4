// A short list of what is to be known, each point with the way to where more of it stands.

import { element } from './element.js';
import { link } from './link.js';

// A page with choices of its own, whatever is chosen now.
function exactly(text, page, asked) {
  return element('a', { className: 'link', href: asked ? `${page}?${asked}` : page, textContent: text });
}

export function points({ title, points: found, otherwise, note, ranked }) {
  const items = found.map(({ text, page, where, link: choices, asked }) =>
    asked === null
      ? element('li', {}, text, page && ' ', page && link(where, page, choices))
      : element('li', {}, exactly(where, page, asked), ` – ${text}`),
  );
  return [
    element('h2', { textContent: title }),
    items.length ? element(ranked ? 'ol' : 'ul', {}, ...items) : element('p', { textContent: otherwise }),
    note && element('p', { className: 'note', textContent: note }),
  ].filter(Boolean);
}
