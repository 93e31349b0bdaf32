import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { shortId, type Format } from './format';
import type { Call } from './snapshot';
import type { Words } from './words';

/** More rows than anybody reads; the filter finds the others. */
const maxRows = 100;

export interface CallListOptions {
  calls: readonly Call[];
  selected: string | undefined;
  filter: string;
  words: Words;
  format: Format;
  select(id: string): void;
  narrow(filter: string): void;
}

/** The calls in progress, to choose one of. */
export function callList(options: CallListOptions): TemplateResult {
  const { calls, words } = options;
  const matching = matches(calls, options.filter);
  return html`
    <label class="unseen" for="filter">${words.filter}</label>
    <input id="filter" type="search" placeholder=${words.filter} autocomplete="off" spellcheck="false"
      .value=${options.filter} @input=${(e: Event) => options.narrow((e.target as HTMLInputElement).value)}>
    ${calls.length === 0 ? html`<p class="empty">${words.noCalls}</p>` : matching.length === 0 ? html`<p class="empty">${words.noMatch}</p>` : nothing}
    <ul class="calls">${repeat(matching.slice(0, maxRows), (call) => call.id, (call) => row(call, options))}</ul>
    ${matching.length > maxRows ? html`<p class="empty">${words.more(matching.length - maxRows)}</p>` : nothing}`;
}

/** The calls whose identifier or address holds a text. */
export function matches(calls: readonly Call[], filter: string): readonly Call[] {
  const text = filter.trim().toLowerCase();
  return text === '' ? calls : calls.filter((call) => `${call.id} ${call.peer?.remote ?? ''}`.toLowerCase().includes(text));
}

function row(call: Call, { selected, words, format, select }: CallListOptions): TemplateResult {
  const { peer } = call;
  return html`
    <li><button type="button" aria-pressed=${call.id === selected} @click=${() => select(call.id)}>
      <span class="dot ${call.state}" aria-hidden="true"></span>
      <b>${shortId(call.id)}</b>
      <span class="length">${format.clock(call.duration_ms)}</span>
      <small>${words.states[call.state]} · ${words.transports[call.transport]} · ${call.agent}</small>
      <small class="path">${[peer?.round_trip_ms === null || peer?.round_trip_ms === undefined ? null : format.ms(peer.round_trip_ms), peer?.remote].filter((part) => part).join(' · ')}</small>
    </button></li>`;
}
