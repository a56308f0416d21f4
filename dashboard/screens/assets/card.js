// A card: its title, its charts, and what must stand with them; all but a click on a point is done here.

import { element, save } from './element.js';
import { grid } from './grid.js';
import { copy, picture, asPng } from './picture.js';
import { draw, purge, waiting } from './plot.js';
import { table } from './table.js';

const NO_CHART = 'Diagrammet kunde inte ritas. Siffrorna står i tabellen.';
const places = waiting((place) => paint(place));

// What a chart's place is to show; it is drawn when it comes into view.
const wanted = new WeakMap();

async function paint(place, look = {}) {
  const asked = wanted.get(place);
  if (!asked) return;
  places.unobserve(place);
  try {
    await draw(place, asked.spec, look);
  } catch (error) {
    console.error(error);
    place.replaceChildren(element('p', { className: 'lacking', textContent: NO_CHART }));
    place.dataset.failed = '';
    asked.failed();
    return;
  }
  if (asked.choose && !place.dataset.clicks) {
    place.dataset.clicks = 'yes';
    place.on(
      'plotly_click',
      ({ points: [point] }) => point?.customdata && wanted.get(place).choose(String(point.customdata)),
    );
  }
}

export function card(data, { send, light, logged }) {
  const choose = data.clicks?.length ? (value) => send({ kind: 'choose', card: data.key, value }) : null;
  const root = element(data.folded ? 'details' : 'section', {
    className: data.half ? 'card half' : 'card',
    'data-key': data.key,
  });
  const title = element(data.folded ? 'summary' : 'h2', { textContent: data.title });
  root.append(
    title,
    data.line ? element('p', { className: 'line', textContent: data.line }) : '',
    ...data.notices.map((text) => element('p', { className: 'notice', textContent: text })),
  );
  if (data.lacking) {
    root.append(element('p', { className: 'lacking', textContent: data.lacking }));
    return root;
  }
  const shown = element('div', { className: 'shown' });
  const sources = data.table && element('div', { className: 'places', hidden: true });
  root.append(shown, sources || '');
  const openTable = (open) => {
    if (!sources.hasChildNodes()) {
      const found = data.findings.map((text) => element('li', { textContent: text }));
      sources.append(
        found.length ? element('ul', {}, ...found) : '',
        table(data.table, data.title, choose, data.clicks),
      );
      sources.append(...data.restated.map((text) => element('p', { className: 'note', textContent: text })));
    }
    sources.hidden = !open;
    toggle.setAttribute('aria-expanded', open);
  };
  const toggle = element('button', {
    type: 'button',
    textContent: 'Tabell',
    'aria-expanded': 'false',
    onclick: () => openTable(sources.hidden),
  });
  if (data.grid) shown.append(grid(data.grid, data.title, (value) => send({ kind: 'open', card: data.key, value })));
  fill(shown, data, choose, () => sources && openTable(true));
  root.append(data.notes.length ? element('p', { className: 'note', textContent: data.notes.join('  ·  ') }) : '');
  root.append(footer(root, data, sources ? toggle : null, { send, light, logged }));
  return root;
}

function fill(shown, data, choose, failed) {
  if (data.drawn) shown.append(table(data.drawn, data.title, choose, data.clicks));
  const side = element('div', { className: data.across > 1 ? 'across' : '', style: `--across: ${data.across}` });
  for (const each of data.drawings) {
    const heading = each.heading && element('figcaption', { textContent: each.heading });
    if (each.number) {
      side.append(element('figure', { className: 'number' }, heading, ...number(each.number)));
      continue;
    }
    const place = element('div', {
      className: 'plot',
      role: 'img',
      'aria-label': each.alt,
      style: `min-height: ${each.layout.height}px`,
    });
    place.dataset.wanted = data.mark;
    wanted.set(place, { spec: each, choose, failed });
    places.observe(place);
    const empty = !each.data.length && element('p', { className: 'note', textContent: 'Inga siffror i urvalet.' });
    side.append(element('figure', {}, heading, empty || place));
  }
  if (data.drawings.length) shown.append(side);
}

// A figure that stands alone is no chart.
function number({ value, when, aim }) {
  return [
    element('strong', { textContent: value }),
    element('small', { textContent: when }),
    aim && element('small', { textContent: aim }),
  ];
}

function footer(root, data, toggle, { send, light, logged }) {
  const told = element('span', { className: 'told', role: 'status' });
  const taken = () => logged && send({ kind: 'taken', card: data.file, value: '' });
  const button = (name, act, title) =>
    element('button', {
      type: 'button',
      textContent: name,
      title,
      onclick: async () => {
        try {
          told.textContent = (await act()) || '';
        } catch (error) {
          console.error(error);
          told.textContent = 'Det gick inte';
        }
      },
    });
  const drawnActs = data.drawings.length
    ? [
        button(
          'Bild',
          async () => (save(`${data.file}.png`, await asPng(await picture(data, light))), taken(), ''),
          'Spara som bild (PNG)',
        ),
        button(
          'SVG',
          async () => (save(`${data.file}.svg`, await picture(data, light)), taken(), ''),
          'Spara som skalbar bild (SVG)',
        ),
        button('Kopiera', async () => (taken(), copy(data, light)), 'Kopiera som bild'),
      ]
    : [];
  return element(
    'footer',
    {},
    data.source &&
      element(
        'span',
        { className: 'source' },
        `Källa: ${data.source.replace(` – ${data.sample}`, '')}`,
        data.sample && element('b', { textContent: ` – ${data.sample}` }),
      ),
    element(
      'span',
      { className: 'acts' },
      told,
      toggle,
      button(
        'Stor',
        () => root.dispatchEvent(new CustomEvent('enlarge', { bubbles: true })) && '',
        'Fyll skärmen (bläddra med pilarna, stäng med Esc)',
      ),
      ...drawnActs,
      button(
        'CSV',
        () => (save(`${data.file}.csv`, data.csv, 'text/csv'), taken(), ''),
        'Ladda ner tabellen som text',
      ),
      button(
        'Excel',
        () => (send({ kind: 'workbook', card: data.key, value: '' }), ''),
        'Ladda ner som arbetsbok, med källor och definitioner',
      ),
    ),
    data.definitions.length
      ? element(
          'details',
          {},
          element('summary', { textContent: 'Definition' }),
          ...data.definitions.map(([label, text]) =>
            element('p', {}, element('b', { textContent: `${label}. ` }), text),
          ),
        )
      : null,
    data.why.length
      ? element(
          'details',
          { className: 'why' },
          element('summary', { textContent: `Varför? (${data.why.length})` }),
          element(
            'ul',
            {},
            ...data.why.map(([about, text, source]) =>
              element(
                'li',
                {},
                element('b', { textContent: about }),
                ` – ${text} `,
                element('i', { textContent: `(${source})` }),
              ),
            ),
          ),
        )
      : null,
  );
}

// New data of a card that is drawn already: charts stay in their places and change.
export function renew(root, data, tools) {
  const made = card(data, tools);
  const open = root.querySelector('.places:not([hidden])');
  const [before, after] = [root.querySelectorAll('.plot'), made.querySelectorAll('.plot')];
  if (before.length === after.length) {
    after.forEach((place, at) => {
      const kept = before[at];
      if (kept.dataset.failed !== undefined) return;
      places.unobserve(place);
      wanted.set(kept, wanted.get(place));
      kept.setAttribute('aria-label', place.getAttribute('aria-label'));
      kept.style.minHeight = place.style.minHeight;
      kept.dataset.wanted = place.dataset.wanted;
      place.replaceWith(kept);
      places.observe(kept);
    });
  }
  forget(root);
  if (made.tagName === root.tagName && root.open) made.open = true;
  root.replaceWith(made);
  if (open) made.querySelector('.acts button')?.click();
  return made;
}

// What is gone from the page leaves nothing behind that would follow the size of the window.
export function forget(root) {
  root.querySelectorAll('.plot').forEach(purge);
}

// A card that stays as it is is drawn for the new choices too.
export function keep(root, mark) {
  root.dataset.mark = mark;
  for (const place of root.querySelectorAll('.plot')) {
    if (place.dataset.painted === place.dataset.wanted) place.dataset.painted = mark;
    place.dataset.wanted = mark;
  }
}

export function repaint(root, look = {}) {
  return Promise.all([...root.querySelectorAll('.plot')].map((place) => paint(place, look)));
}

// As wide as a sheet of paper, or as its share of it.
export function onPaper(root, width) {
  const places = [...root.querySelectorAll('.plot')];
  const across = (place) =>
    Number(place.closest('.across')?.style.getPropertyValue('--across') || 1) * (place.closest('.half') ? 2 : 1);
  return Promise.all(places.map((place) => paint(place, { width: width / across(place) - 24 })));
}
