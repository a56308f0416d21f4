// Ways to other pages: as a click in the navigation where nothing but the page differs, so that it is not loaded anew.

import { element } from './element.js';

export function link(text, page, choices = {}) {
  const asked = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(choices)) asked.set(name, value);
  const query = asked.toString();
  return element('a', {
    className: 'link',
    href: query ? `${page}?${query}` : page,
    textContent: text,
    onclick: (event) => Object.keys(choices).length || open(event, page),
  });
}

function open(event, page) {
  const there = document.querySelector(`[data-testid="stTopNavLink"][href$="/${page}"]`);
  if (!there || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  there.click();
}
