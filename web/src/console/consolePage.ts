import { html, nothing, render, type TemplateResult } from 'lit';
import { callDetail } from './callDetail';
import { CallHistories } from './callHistory';
import { callList } from './callList';
import type { CallsApi } from './callsApi';
import { CallsStream, type StreamState } from './callsStream';
import { figures, serverRows } from './figures';
import { Format, shortId } from './format';
import { HeardConversation } from './heardConversation';
import type { ServerKey } from './serverKey';
import type { Call, Snapshot } from './snapshot';
import { wordsOf, type Words } from './words';

/** The page: the calls of a server as they are, second by second, and one of them in full. */
export class ConsolePage {
  readonly #root: HTMLElement;
  readonly #words: Words;
  readonly #format: Format;
  readonly #key: ServerKey;
  readonly #api: CallsApi;
  readonly #stream: CallsStream;
  readonly #said: HeardConversation;
  readonly #histories = new CallHistories();
  #state: StreamState = { kind: 'connecting' };
  #snapshot: Snapshot | undefined;
  /** The call that is looked at, as it was when it was seen last. */
  #selected: Call | undefined;
  #filter = '';
  #hasFailedToHangUp = false;

  constructor(root: HTMLElement, language: string, key: ServerKey, api: CallsApi) {
    this.#root = root;
    this.#words = wordsOf(language);
    this.#format = new Format(language);
    this.#key = key;
    this.#api = api;
    this.#said = new HeardConversation(api, () => this.#render());
    this.#stream = new CallsStream(`${api.address}/events`, key, {
      follow: (state) => this.#follow(state),
      show: (snapshot) => this.#show(snapshot),
    });
    document.documentElement.lang = language;
    document.title = this.#words.title;
  }

  /** Begins to watch. */
  open(): void {
    addEventListener('online', () => this.#stream.hurry());
    // The time until it tries again is told; nothing else changes by itself.
    setInterval(() => {
      if (this.#state.kind === 'lost') {
        this.#render();
      }
    }, 1_000);
    this.#stream.connect();
  }

  #follow(state: StreamState): void {
    if (state.kind !== this.#state.kind || state.kind === 'lost') {
      this.#state = state;
      this.#render();
    }
    if (state.kind === 'refused') {
      this.#root.querySelector<HTMLInputElement>('#key')?.focus();
    }
  }

  #show(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#histories.add(snapshot, this.#selected?.id);
    if (this.#selected) {
      const id = this.#selected.id;
      this.#selected = snapshot.calls.find((call) => call.id === id) ?? { ...this.#selected, state: 'ended' };
      this.#readWhatWasSaid(this.#selected);
    }
    this.#render();
  }

  #readWhatWasSaid(call: Call): void {
    // A call that is over is read once more: what was being said then has come to its end.
    this.#said.show(call.id, call.state === 'ended' ? 'over' : call.conversation_revision ?? 0);
  }

  #select(id: string): void {
    this.#selected = this.#snapshot?.calls.find((call) => call.id === id);
    this.#hasFailedToHangUp = false;
    if (this.#selected) {
      this.#readWhatWasSaid(this.#selected);
    }
    this.#render();
    this.#root.querySelector<HTMLElement>('#call-title')?.focus();
  }

  #leave(): void {
    const id = this.#selected?.id;
    this.#selected = undefined;
    this.#render();
    const rows = this.#root.querySelectorAll<HTMLElement>('.calls button');
    const row = [...rows].find((button) => id !== undefined && button.textContent?.includes(shortId(id)));
    (row ?? this.#root.querySelector<HTMLElement>('#filter'))?.focus();
  }

  async #hangUp(id: string): Promise<void> {
    this.#dialog.close();
    this.#hasFailedToHangUp = !(await this.#api.hangUp(id));
    this.#render();
  }

  get #dialog(): HTMLDialogElement {
    return this.#root.querySelector('dialog')!;
  }

  #enter(e: Event): void {
    e.preventDefault();
    this.#key.set(new FormData(e.target as HTMLFormElement).get('key') as string);
    this.#stream.connect();
  }

  #forget(): void {
    this.#key.set('');
    this.#selected = undefined;
    this.#snapshot = undefined;
    this.#stream.connect();
  }

  #render(): void {
    const words = this.#words;
    // The form stays while a key that was entered in it is tried.
    const wantsKey = this.#state.kind === 'refused' || (this.#state.kind === 'connecting' && !this.#snapshot && this.#root.querySelector('form') !== null);
    render(html`
      <header class="page">
        <h1>${words.title}</h1>
        <span class="chip ${this.#state.kind}" role="status">${this.#stateWords()}</span>
        ${this.#state.kind === 'lost' ? html`<button type="button" @click=${() => this.#stream.connect()}>${words.retry}</button>` : nothing}
        ${this.#key.isKnown && !wantsKey ? html`<button type="button" class="forget" @click=${() => this.#forget()}>${words.forget}</button>` : nothing}
      </header>
      ${wantsKey ? this.#keyForm() : this.#calls()}`, this.#root);
  }

  #stateWords(): string {
    const { words, state } = { words: this.#words, state: this.#state };
    switch (state.kind) {
      case 'connecting': return words.connecting;
      case 'live': return words.live;
      case 'refused': return '';
      case 'lost': {
        const seconds = Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1_000));
        return state.isFull ? words.full(seconds) : words.lost(seconds);
      }
    }
  }

  #keyForm(): TemplateResult {
    const { words, state } = { words: this.#words, state: this.#state };
    const problems = { wrong: this.#key.isKnown ? words.keyWrong : undefined, secret: words.keyIsSecret, unset: words.keyNotSet };
    const problem = state.kind === 'refused' ? problems[state.why] : undefined;
    return html`
      <main class="entry">
        <form class="card" @submit=${(e: Event) => this.#enter(e)}>
          <h2>${words.keyTitle}</h2>
          <p>${words.keyWanted}</p>
          <label for="key">${words.key}</label>
          <input id="key" name="key" type="password" autocomplete="off" spellcheck="false" required maxlength="4096">
          ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
          <button type="submit" class="primary">${words.open}</button>
        </form>
      </main>`;
  }

  #calls(): TemplateResult {
    const words = this.#words;
    const snapshot = this.#snapshot;
    const selected = this.#selected;
    const history = selected && this.#histories.of(selected.id);
    return html`
      <main class=${selected ? 'looks-at-one' : ''} aria-busy=${snapshot === undefined}>
        <div class="aside">
          <section class="card" aria-labelledby="server-title">
            <h2 id="server-title">${words.server}</h2>
            ${snapshot ? figures(serverRows(snapshot, words, this.#format)) : nothing}
          </section>
          <section class="card" aria-labelledby="calls-title">
            <h2 id="calls-title">${words.calls}</h2>
            ${snapshot ? callList({
              calls: snapshot.calls,
              selected: selected?.id,
              filter: this.#filter,
              words,
              format: this.#format,
              select: (id) => this.#select(id),
              narrow: (filter) => {
                this.#filter = filter;
                this.#render();
              },
            }) : nothing}
          </section>
        </div>
        <div class="detail-of-call">
          ${this.#hasFailedToHangUp ? html`<p class="problem" role="alert">${words.hangUpFailed}</p>` : nothing}
          ${selected && history ? callDetail({
            call: selected,
            history,
            said: this.#said.items,
            words,
            format: this.#format,
            leave: () => this.#leave(),
            askToHangUp: () => this.#dialog.showModal(),
          }) : snapshot && snapshot.calls.length > 0 ? html`<p class="empty">${words.choose}</p>` : nothing}
        </div>
        <dialog aria-labelledby="hang-up-title" aria-describedby="hang-up-about">
          <h2 id="hang-up-title">${words.hangUpQuestion}</h2>
          <p id="hang-up-about">${selected ? words.hangUpAbout(shortId(selected.id)) : nothing}</p>
          <div class="choices">
            <button type="button" autofocus @click=${() => this.#dialog.close()}>${words.keep}</button>
            <button type="button" class="stop" @click=${() => selected && void this.#hangUp(selected.id)}>${words.hangUp}</button>
          </div>
        </dialog>
      </main>`;
  }
}
