import { html, svg, type TemplateResult } from 'lit';
import type { Format } from './format';
import type { Turn } from './snapshot';
import type { Words } from './words';

/** A step of an answer: when it was reached, in ms from the end of the person's voice, and how long it took. */
export interface Step {
  at: number;
  took: number;
}

/** The bars are never drawn on less than this, in ms. */
const leastScale = 1_000;

/** The steps that an answer has reached, in their order. */
export function stepsOf(turn: Turn): Step[] {
  const steps: Step[] = [];
  for (const at of [turn.decided_ms, turn.first_sound_ms, turn.departed_ms, turn.heard_ms]) {
    if (at === null) {
      break;
    }
    const before = steps.at(-1)?.at ?? 0;
    steps.push({ at: Math.max(at, before), took: Math.max(0, at - before) });
  }
  return steps;
}

/** Turn by turn, the newest first: how long each step of the answer took. */
export function waterfall(turns: readonly Turn[], words: Words['turns'], format: Format): TemplateResult {
  const scale = Math.max(leastScale, ...turns.map((turn) => stepsOf(turn).at(-1)!.at));
  return html`
    <ul class="legend">${words.steps.map((step, i) => html`
      <li><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><rect class="step step-${i + 1}" width="24" height="8"></rect></svg> ${step}</li>`)}
    </ul>
    <ol class="turns">${turns.map((turn) => row(turn, scale, words, format))}</ol>`;
}

function row(turn: Turn, scale: number, words: Words['turns'], format: Format): TemplateResult {
  const steps = stepsOf(turn);
  const total = turn.heard_ms === null ? undefined : words.total(format.number(turn.heard_ms));
  return html`
    <li>
      <span class="when">${format.time(turn.speech_ended_at)}</span>
      <b>${total ?? (turn.broken_off ? words.brokenOff : words.waiting)}</b>
      <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        ${steps.map((step, i) => svg`<rect class="step step-${i + 1}" x=${1000 * (step.at - step.took) / scale} width=${1000 * step.took / scale} height="10"></rect>`)}
      </svg>
      <small>${steps.map((step) => format.number(step.took)).join(' + ')} ms</small>
    </li>`;
}
