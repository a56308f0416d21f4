// Charts: Plotly is loaded once, colours are those of the mode, and what is out of sight waits.

const CONFIG = { displayModeBar: false, responsive: true };
const SIZED = new Set(['font', 'textfont', 'tickfont']);
const NEAR = '300px';

let loading = null;

export function plotly() {
  loading ||= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL('plotly.min.js', import.meta.url).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error('plotly.min.js'));
    };
    document.head.append(script);
  });
  return loading;
}

// A name of a colour stands for what the CSS variable of an element says; sizes of letters grow with the scale.
export function dressed(spec, where, scale = 1) {
  const colours = getComputedStyle(where);
  const dress = (part, key, parent) => {
    if (typeof part === 'string') {
      return /^@\w+$/.test(part) ? colours.getPropertyValue(`--${part.slice(1)}`).trim() || part : part;
    }
    if (typeof part === 'number') return key === 'size' && SIZED.has(parent) ? part * scale : part;
    if (Array.isArray(part)) return part.map((each) => dress(each, '', key));
    if (part === null || typeof part !== 'object') return part;
    const made = {};
    for (const [name, value] of Object.entries(part)) made[name] = dress(value, name, key);
    return made;
  };
  const { data, layout } = spec;
  const made = { data: dress(data, 'data', ''), layout: dress(layout, 'layout', '') };
  if (scale !== 1) {
    for (const side of ['l', 'r', 't', 'b']) made.layout.margin[side] *= scale;
    for (const trace of made.data)
      if (trace.line?.width) trace.line = { ...trace.line, width: trace.line.width * scale };
  }
  return made;
}

export async function draw(place, spec, { scale = 1, width, height } = {}) {
  const Plotly = await plotly();
  const { data, layout } = dressed(spec, place, scale);
  if (width) layout.width = width;
  layout.height = height || layout.height;
  layout.autosize = !width;
  await Plotly.react(place, data, layout, CONFIG);
  place.dataset.painted = place.dataset.wanted || '';
}

export function purge(place) {
  window.Plotly?.purge(place);
}

export function waiting(drawNow) {
  return new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => drawNow(entry.target)),
    { rootMargin: NEAR },
  );
}
