import { html, nothing, type TemplateResult } from 'lit';
import type { CallHistory, Sample, Value } from './callHistory';
import { conversation, type HeardItem } from './conversation';
import { callRows, figures } from './figures';
import { shortId, type Format } from './format';
import { plot } from './plot';
import type { Call } from './snapshot';
import { waterfall } from './waterfall';
import type { Words } from './words';

export interface CallDetailOptions {
  call: Call;
  history: CallHistory;
  /** What was said; undefined while it has not been read, null when it cannot be. */
  said: readonly HeardItem[] | null | undefined;
  words: Words;
  format: Format;
  leave(): void;
  askToHangUp(): void;
}

/** Everything that is known of one call. */
export function callDetail(options: CallDetailOptions): TemplateResult {
  const { call, history, said, words, format } = options;
  const isOver = call.state === 'ended';
  return html`
    <header class="bar">
      <h2 id="call-title" tabindex="-1">${words.call} <span class="id">${shortId(call.id)}</span></h2>
      <span class="chip ${call.state}">${words.states[call.state]}</span>
      <button type="button" class="back" @click=${options.leave}>${words.back}</button>
      <button type="button" class="stop" ?disabled=${isOver} @click=${options.askToHangUp}>${words.hangUp}</button>
    </header>
    <p class="full-id">${call.id}${isOver ? ` · ${words.over}` : nothing}</p>
    <section class="card wide" aria-labelledby="plots-title">
      <h3 id="plots-title" class="unseen">${words.plots}</h3>
      <div class="plots">${plots(history, words, format)}</div>
    </section>
    <section class="card" aria-labelledby="turns-title">
      <h3 id="turns-title">${words.turns.title}</h3>
      <p>${words.turns.about}</p>
      ${history.turns.length === 0 ? html`<p class="empty">${words.turns.none}</p>` : waterfall(history.turns, words.turns, format)}
    </section>
    <section class="card" aria-labelledby="said-title">
      <h3 id="said-title">${words.conversation.title}</h3>
      <div class="scroll" tabindex="0" role="group" aria-labelledby="said-title">
        ${said === null ? html`<p class="empty">${words.conversation.failed}</p>`
          : said?.length === 0 ? html`<p class="empty">${words.conversation.none}</p>`
          : said ? conversation(said, words.conversation, format) : nothing}
      </div>
    </section>
    <section class="card wide" aria-labelledby="figures-title">
      <h3 id="figures-title">${words.figures}</h3>
      ${figures(callRows(call, words, format))}
    </section>`;
}

function plots({ samples }: CallHistory, words: Words, format: Format): TemplateResult[] {
  const times = samples.map((sample) => sample.at);
  const common = { times, number: format.number, from: words.from, now: words.now };
  const of = (choose: (sample: Sample) => Value): Value[] => samples.map(choose);
  // From what had been heard when the plot begins: the whole of a long call would be a flat line.
  const base = samples.find((sample) => sample.heard !== null)?.heard ?? 0;
  const since = (value: Value): Value => (value === null ? null : value - base);
  const { lateness, buffers, concealment, heard } = words;
  return [
    plot({ ...common, ...heard, unit: 's', digits: 1, least: 5, lines: [
      { name: heard.lines[0], values: of((s) => since(s.generated)) },
      { name: heard.lines[1], values: of((s) => since(s.departed)) },
      { name: heard.lines[2], values: of((s) => since(s.heard)) },
    ] }),
    plot({ ...common, ...buffers, unit: 'ms', digits: 0, least: 100, lines: [
      { name: buffers.lines[0], values: of((s) => s.bufferHere) },
      { name: buffers.lines[1], values: of((s) => s.bufferTarget) },
      { name: buffers.lines[2], values: of((s) => s.toTheEar) },
    ] }),
    plot({ ...common, ...concealment, unit: '%', digits: 1, least: 5, lines: [
      { name: concealment.lines[0], values: of((s) => s.concealedHere) },
      { name: concealment.lines[1], values: of((s) => s.lostThere) },
    ] }),
    plot({ ...common, ...lateness, unit: 'ms', digits: 2, least: 1, lines: [
      { name: lateness.lines[0], values: of((s) => s.latenessP50) },
      { name: lateness.lines[1], values: of((s) => s.latenessMax) },
      { name: lateness.lines[2], values: of((s) => s.latenessOfAll) },
    ] }),
  ];
}
