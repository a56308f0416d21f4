// A card as a picture: its title, charts, source and date, in light colours, twice the size for a screen.

import { drawing, save } from './element.js';
import { dressed, plotly } from './plot.js';

const WIDTH = 1280;
const SIDE = 32;
const FAMILY = "'Source Sans', 'Source Sans Pro', sans-serif";

function lines(text, size, width) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `${size}px ${FAMILY}`;
  const found = [''];
  for (const word of text.split(' ')) {
    const longer = `${found.at(-1)} ${word}`.trim();
    if (found.at(-1) && pen.measureText(longer).width > width) found.push(word);
    else found[found.length - 1] = longer;
  }
  return found;
}

// The letters of the page, so that a picture that stands alone has them too.
async function letters() {
  const rules = [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules];
    } catch {
      // A sheet of another address tells nothing; ours are all from here.
      return [];
    }
  });
  const faces = rules.filter((rule) => rule instanceof CSSFontFaceRule && /Source Sans/.test(rule.cssText));
  const embedded = await Promise.all(
    faces.slice(0, 2).map(async (face) => {
      const [, address] = /url\(["']?([^"')]+)/.exec(face.cssText) || [];
      if (!address) return '';
      const content = await (await fetch(new URL(address, face.parentStyleSheet.href || document.baseURI))).blob();
      const data = await new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.readAsDataURL(content);
      });
      return face.cssText.replace(/url\([^)]*\)/, `url(${data})`);
    }),
  );
  return embedded.join('\n');
}

export async function picture(card, light) {
  const Plotly = await plotly();
  const across = Math.max(1, Math.min(card.across, card.drawings.length));
  const width = (WIDTH - 2 * SIDE) / across;
  const colours = getComputedStyle(light);
  const ink = colours.getPropertyValue('--ink').trim();
  const muted = colours.getPropertyValue('--muted').trim();
  const sheet = drawing('svg', { xmlns: 'http://www.w3.org/2000/svg', width: WIDTH });
  let y = SIDE;
  const write = (text, size, colour, weight = 400) => {
    for (const line of lines(text, size, WIDTH - 2 * SIDE)) {
      y += size * 1.3;
      const words = drawing('text', {
        x: SIDE,
        y: y - size * 0.3,
        'font-size': size,
        fill: colour,
        'font-weight': weight,
      });
      words.textContent = line;
      sheet.append(words);
    }
  };
  if (card.sample) write(card.sample, 20, colours.getPropertyValue('--worse').trim(), 700);
  write(card.title, 30, ink, 700);
  write(card.line, 20, muted);
  for (let at = 0; at < card.drawings.length; at += across) {
    let tallest = 0;
    for (const [place, each] of card.drawings.slice(at, at + across).entries()) {
      if (each.number) {
        const words = drawing('text', {
          x: SIDE + place * width,
          y: y + 70,
          'font-size': 40,
          'font-weight': 700,
          fill: ink,
        });
        words.textContent = [each.heading, each.number.value, each.number.when].filter(Boolean).join(' · ');
        sheet.append(words);
        tallest = Math.max(tallest, each.layout.height);
        continue;
      }
      const { data, layout } = dressed(each, light);
      const holder = document.createElement('div');
      const size = { width, height: layout.height };
      const drawn = await Plotly.newPlot(holder, data, { ...layout, ...size, autosize: false }, { staticPlot: true });
      const code = await Plotly.toImage(drawn, { format: 'svg', ...size });
      Plotly.purge(holder);
      const inner = new DOMParser().parseFromString(
        decodeURIComponent(code.slice(code.indexOf(',') + 1)),
        'image/svg+xml',
      );
      const chart = document.importNode(inner.documentElement, true);
      chart.setAttribute('x', SIDE + place * width);
      chart.setAttribute('y', y + (each.heading ? 28 : 0));
      if (each.heading) {
        const heading = drawing('text', {
          x: SIDE + place * width,
          y: y + 22,
          'font-size': 18,
          'font-weight': 600,
          fill: ink,
        });
        heading.textContent = each.heading;
        sheet.append(heading);
      }
      sheet.append(chart);
      tallest = Math.max(tallest, layout.height + (each.heading ? 28 : 0));
    }
    y += tallest;
  }
  for (const note of card.notes) write(note, 16, muted);
  write(`Källa: ${card.source}. ${new Date().toLocaleDateString('sv-SE')}`, 16, muted);
  y += SIDE / 2;
  sheet.setAttribute('height', y);
  sheet.setAttribute('viewBox', `0 0 ${WIDTH} ${y}`);
  sheet.setAttribute('font-family', FAMILY);
  const style = drawing('style');
  style.textContent = await letters();
  sheet.prepend(
    style,
    drawing('rect', { width: '100%', height: '100%', fill: colours.getPropertyValue('--surface').trim() }),
  );
  return new Blob([new XMLSerializer().serializeToString(sheet)], { type: 'image/svg+xml' });
}

export async function asPng(svg) {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  } finally {
    URL.revokeObjectURL(address);
  }
}

// Where the browser forbids the clipboard the picture is saved instead.
export async function copy(card, light) {
  const png = await asPng(await picture(card, light));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return 'Kopierad';
  } catch {
    save(`${card.file}.png`, png);
    return 'Sparad som bild';
  }
}
