// A part of a page: its blocks in order, each drawn anew only where it has changed.

import { calendar } from './calendar.js';
import { card, forget, keep, onPaper, renew, repaint } from './card.js';
import { element, save } from './element.js';
import { figures } from './figures.js';
import { goals } from './goals.js';
import { points } from './points.js';
import { tiles } from './tiles.js';

const PAPER = 1000;
const LARGE = 1.5;
const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const PANELS = { figures, goals, points, calendar };

// The deck of the page that is looked at: what follows the window follows it alone.
let current = null;

export default function deck({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector('.deck');
  if (current !== root) {
    if (current) forget(current);
    current = root;
    root.addEventListener('enlarge', ({ target }) => enlarge(root, target));
  }
  root.send = (event) => setTriggerValue('event', event);
  mode(root);
  const { handed, ...asked } = data;
  if (handed && handed.at !== root.handed) {
    root.handed = handed.at;
    save(handed.name, Uint8Array.from(atob(handed.content), (sign) => sign.charCodeAt(0)), WORKBOOK);
  }
  // A workbook changes nothing of what is drawn: what is enlarged stays.
  const told = JSON.stringify(asked);
  if (root.told === told) return;
  root.told = told;
  // Streamlit asks only where something has changed; what is enlarged is then put back first.
  root.leave?.();
  const drawn = root.drawn || new Map();
  const tools = (root.tools ||= {
    light: element('div', { className: 'deck', 'data-mode': 'light', hidden: true }),
    send: (event) => root.send(event),
  });
  tools.logged = data.logged;
  const kept = new Map();
  const made = data.blocks.map((block) => {
    const told = JSON.stringify(block);
    const before = drawn.get(block.key);
    if (before?.told === told) keep(before.node, data.mark);
    const node =
      before?.told === told
        ? before.node
        : block.kind === 'card' && before
          ? renew(before.node, { ...block, mark: data.mark }, tools)
          : build(block, data.mark, tools, before?.node);
    kept.set(block.key, { told, node });
    return node;
  });
  root.drawn = kept;
  arrange(root, [tools.light, ...made, foot(data.foot)]);
  root.dataset.mark = data.mark;
}

function build(block, mark, tools, before) {
  switch (block.kind) {
    case 'lead':
      return element(
        'div',
        { className: 'lead' },
        element(
          'p',
          {},
          element('strong', { textContent: block.said[0] }),
          ...block.said.slice(1).map((text) => ` ${text}`),
        ),
        ...block.notices.map((text) => element('p', { className: 'notice', textContent: text })),
      );
    case 'note':
      return element('p', { className: block.urgent ? 'notice urgent' : 'notice', textContent: block.text });
    case 'tiles':
      return tiles(block, mark, tools, before);
    case 'card':
      return card({ ...block, mark }, tools);
    default:
      return element('section', { className: `card ${block.kind}` }, ...PANELS[block.kind](block));
  }
}

// What stands at the foot of every sheet of paper: JSON writes a text as CSS reads it.
function foot(text) {
  const content = `@page { @bottom-left { content: ${JSON.stringify(text)}; } }`;
  return element('style', { className: 'foot', textContent: content });
}

// Moving a chart that stays where it is would draw it anew.
function arrange(root, nodes) {
  const wanted = new Set(nodes);
  const gone = [...root.children].filter((node) => !wanted.has(node));
  gone.forEach((node) => (forget(node), node.remove()));
  nodes.forEach((node, at) => root.children[at] === node || root.insertBefore(node, root.children[at] || null));
}

function toPaper() {
  if (!current?.isConnected) return;
  current.dataset.mode = 'light';
  onPaper(current, PAPER);
}

function toScreen() {
  if (!current?.isConnected) return;
  mode(current);
  repaint(current);
}

function toMode() {
  if (current?.isConnected && mode(current)) repaint(current);
}

addEventListener('beforeprint', toPaper);
addEventListener('afterprint', toScreen);
const looks = new MutationObserver(toMode);
looks.observe(document.head, { childList: true, subtree: true, characterData: true });
looks.observe(document.querySelector('.stApp') || document.body, { attributes: true });

// Light or dark is what the page around is; colours follow without asking the server.
function mode(root) {
  const ground = getComputedStyle(root.closest('.stApp') || document.body).backgroundColor;
  const [red, green, blue] = (ground.match(/\d+(\.\d+)?/g) || [255, 255, 255]).map(Number);
  const now = 0.3 * red + 0.6 * green + 0.1 * blue < 128 ? 'dark' : 'light';
  const changed = root.dataset.mode && root.dataset.mode !== now;
  root.dataset.mode = now;
  return changed;
}

function enlarge(root, target) {
  const dialog = element('dialog', { className: 'large', 'aria-label': 'Stor' });
  root.append(dialog);
  let shown = null;
  let hole = null;
  const back = () => {
    if (!shown) return;
    hole.replaceWith(shown);
    repaint(shown);
  };
  const put = (section) => {
    back();
    shown = section;
    hole = element('div', { hidden: true, className: 'hole' });
    section.replaceWith(hole);
    dialog.append(section);
    const plots = [...section.querySelectorAll('.plot')];
    const height = Math.max(260, (innerHeight - 260) / Math.ceil(plots.length / Math.min(plots.length || 1, 3)));
    repaint(section, { scale: plots.length > 2 ? 1.2 : LARGE, height });
  };
  dialog.addEventListener('keydown', ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const cards = [...root.querySelectorAll('section.card, .hole')].filter((each) => !dialog.contains(each));
    const next = cards[cards.indexOf(hole) + step];
    if (next) put(next);
  });
  root.leave = () => {
    back();
    dialog.remove();
    root.leave = null;
  };
  dialog.addEventListener('close', root.leave);
  dialog.showModal();
  put(target);
}
