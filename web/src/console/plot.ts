import { html, svg, type TemplateResult } from 'lit';
import { span, type Value } from './callHistory';

/** A line of a plot. */
export interface Line {
  name: string;
  values: readonly Value[];
}

export interface Plot {
  title: string;
  /** What it is about, in a sentence. */
  about: string;
  unit: string;
  digits: number;
  /** The top is never lower than this, so that noise looks like noise. */
  least: number;
  times: readonly number[];
  lines: readonly Line[];
  number: (value: number, digits: number) => string;
  /** How the left end is called. */
  from: string;
  now: string;
}

const width = 600;
const height = 120;

/** A plot of the last two minutes: what it shows is also written beside the names of its lines. */
export function plot(options: Plot): TemplateResult {
  const { lines, times } = options;
  const top = topOf(Math.max(options.least, ...lines.flatMap((line) => line.values.map((value) => value ?? 0))));
  const end = times.at(-1) ?? 0;
  const latest = lines.map((line) => ({ name: line.name, value: line.values.at(-1) ?? null }));
  return html`
    <figure class="plot">
      <figcaption>
        <h3>${options.title}</h3>
        <p>${options.about}</p>
        <ul class="legend">
          ${latest.map(({ name, value }, i) => html`
            <li><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><path class="line line-${i + 1}" d="M0 4H24"></path></svg>
              ${name} <b>${value === null ? '–' : `${options.number(value, options.digits)} ${options.unit}`}</b></li>`)}
        </ul>
      </figcaption>
      <div class="canvas">
        <span class="top">${options.number(top, top < 10 ? 1 : 0)} ${options.unit}</span>
        <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
          <path class="grid" d="M0 0.5H${width}M0 ${height / 2}H${width}M0 ${height - 0.5}H${width}"></path>
          ${lines.map((line, i) => svg`<path class="line line-${i + 1}" d=${pathOf(line.values, times, end, top)}></path>`)}
        </svg>
        <span class="from">${options.from}</span><span class="now">${options.now}</span>
      </div>
    </figure>`;
}

/** The path of a line, broken where nothing is known; a point by itself is a dash as long as a second. */
export function pathOf(values: readonly Value[], times: readonly number[], end: number, top: number): string {
  let path = '';
  let isDrawing = false;
  values.forEach((value, i) => {
    if (value === null) {
      isDrawing = false;
      return;
    }
    const x = width * (1 - (end - times[i]!) / span);
    const y = height - Math.min(1, Math.max(0, value / top)) * (height - 4) - 2;
    path += `${isDrawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    const isAlone = !isDrawing && (values[i + 1] ?? null) === null;
    path += isAlone ? 'h-5' : '';
    isDrawing = true;
  });
  return path;
}

/** The least of 1, 2 or 5 times a power of ten that is not below a value. */
export function topOf(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-3)));
  const digit = [1, 2, 5].find((d) => d * power >= value * (1 - 1e-9)) ?? 10;
  return digit * power;
}
