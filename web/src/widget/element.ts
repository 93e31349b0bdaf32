import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Conversation, type Notice, type Stage } from '../conversation';
import { Credentials } from '../credentials';
import { keepRunning } from '../keepRunning';
import { Meter } from '../meter';
import { remedies, type CallProblem } from '../problem';
import { Signalling } from '../signalling';
import { Speaker } from '../speaker';
import { stringsFor } from '../text/languages';
import { withChanges, type StringChanges, type Strings } from '../text/strings';
import type { Entry } from '../transcript';
import { shouldAnnounce } from './announcement';
import { listDevices, type Devices } from './devices';
import { callsAddress } from './endpoint';
import { icons } from './icons';
import { settings } from './settings';
import { isOnCall, stateOf, type WidgetState } from './state';
import { styles } from './styles';
import { TranscriptView } from './transcriptView';

/**
 * `<rtc-voice>`: a person talks with an assistant. A button in the corner of the window that opens a panel, or with the
 * attribute `inline` the panel where it stands. README.md tells of its attributes, methods, events, parts and properties.
 */
export class RtcVoiceElement extends LitElement {
  static override properties = {
    endpoint: { type: String },
    token: { type: String },
    tokenUrl: { type: String, attribute: 'token-url' },
    agent: { type: String },
    heading: { type: String },
    lang: { type: String },
    theme: { type: String, reflect: true },
    inline: { type: Boolean, reflect: true },
    opened: { type: Boolean, reflect: true },
    state: { type: String, reflect: true },
    strings: { attribute: false },
    showsSettings: { state: true },
    problem: { state: true },
    notice: { state: true },
    announced: { state: true },
    isBlocked: { state: true },
    devices: { state: true },
  };

  static override styles = styles;

  /** The server's address; empty for the one that the script came from. */
  declare endpoint: string;
  /** The key of calls, where the server asks for one. */
  declare token: string;
  /** An address that answers with a fresh key: its JSON as `client_secrets` gives it, or text. */
  declare tokenUrl: string;
  /** Who is to answer, where the server has several. */
  declare agent: string;
  /** The assistant's name, above the panel. */
  declare heading: string;
  /** `light`, `dark`, or nothing for the system's choice. */
  declare theme: string;
  /** Whether the panel stands where the element does. */
  declare inline: boolean;
  /** Whether the panel of the button is open. */
  declare opened: boolean;
  /** What goes on; set by the element alone. */
  declare state: WidgetState;
  /** Words of the page's own. */
  declare strings: StringChanges | undefined;

  declare protected showsSettings: boolean;
  declare protected problem: CallProblem | undefined;
  declare protected notice: Notice | 'ended' | undefined;
  declare protected announced: string;
  declare protected isBlocked: boolean;
  declare protected devices: Devices;

  readonly #speaker = new Speaker(document.createElement('audio'), (isBlocked) => { this.isBlocked = isBlocked; });
  #conversation: Conversation | undefined;
  #stage: Stage | undefined;
  #isMuted = false;
  #hasMicrophone = true;
  #chosenMicrophone: string | undefined;
  #toldUrl: string | null = null;
  #audio: AudioContext | undefined;
  #you: Meter | undefined;
  #assistant: Meter | undefined;
  #view: TranscriptView | undefined;

  constructor() {
    super();
    this.endpoint = this.token = this.tokenUrl = this.agent = this.heading = this.theme = this.announced = '';
    this.inline = this.opened = this.showsSettings = this.isBlocked = false;
    this.state = 'idle';
    this.devices = { microphones: [], speakers: [] };
  }

  /** Whether the microphone gives silence. */
  get muted(): boolean {
    return this.#isMuted;
  }

  set muted(isMuted: boolean) {
    this.#isMuted = isMuted;
    this.#conversation?.mute(isMuted);
    this.#follow();
  }

  /** How loud the assistant is, from 0 to 1. */
  get volume(): number {
    return this.#speaker.volume;
  }

  set volume(volume: number) {
    this.#speaker.volume = volume;
    this.requestUpdate();
  }

  /** What was said so far. */
  get transcript(): readonly Entry[] {
    return this.#conversation?.transcript.entries ?? [];
  }

  /** The address of the call at the server; null where there was none yet. */
  get callUrl(): string | null {
    return this.#conversation?.location ?? null;
  }

  /**
   * Begins a call; without a microphone the person listens and types, with a stream they are heard by that, which ends with the
   * call. Browsers want a click in front of it.
   */
  call({ microphone = true }: { microphone?: boolean | MediaStream } = {}): void {
    if (isOnCall(this.#stage)) {
      return;
    }

    this.problem = this.notice = undefined;
    this.#hasMicrophone = microphone !== false;
    this.#audio = keepRunning(new AudioContext());
    const credentials = new Credentials({ token: this.token, tokenUrl: this.tokenUrl && new URL(this.tokenUrl, document.baseURI).href });
    this.#conversation = Conversation.start({
      signalling: new Signalling(callsAddress(this.endpoint, this.agent), credentials),
      speaker: this.#speaker,
      microphone,
      device: this.#chosenMicrophone,
      audio: this.#audio,
    }, {
      changed: (stage, problem) => this.#changed(stage, problem),
      microphone: (stream) => {
        this.#you?.watch(this.#audio!, stream);
        void this.#refreshDevices();
      },
      voice: (stream) => {
        this.#speaker.play(stream);
        this.#assistant?.watch(this.#audio!, stream);
      },
      noticed: (notice) => { this.notice = notice; },
      troubled: (problem) => this.#complain(problem),
      event: (event) => {
        this.#tell('rtc-voice-event', event);
        this.#follow();
      },
    });
    this.#conversation.mute(this.#isMuted);
    this.#follow();
  }

  /** Ends the call. */
  hangUp(): void {
    this.#conversation?.hangUp();
  }

  /** Says something in writing; false when no call is on. */
  say(text: string): boolean {
    const isSaid = this.#conversation?.say(text) ?? false;
    this.#follow();
    return isSaid;
  }

  /** Sends an event of the realtime protocol; false when no call is on. */
  send(event: { type: string }): boolean {
    return this.#conversation?.send(event) ?? false;
  }

  /** What the browser tells of the connection; undefined when there is none. */
  stats(): Promise<RTCStatsReport> | undefined {
    return this.#conversation?.stats();
  }

  /** What the server tells of the call; null when there is none or it cannot. */
  async figures<T = unknown>(): Promise<T | null> {
    return await this.#conversation?.figures<T>() ?? null;
  }

  /** Forgets the last call: what was said in it, and why it did not work. */
  clear(): void {
    if (!isOnCall(this.#stage)) {
      this.#conversation = this.#stage = this.problem = this.notice = undefined;
      this.showsSettings = false;
      this.#follow();
    }
  }

  /** Opens the panel of the button. */
  open(): void {
    this.opened = true;
  }

  /** Closes it; a call goes on. */
  close(): void {
    this.opened = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pagehide', this.#leave);
    navigator.mediaDevices?.addEventListener('devicechange', this.#refreshDevices);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('pagehide', this.#leave);
    navigator.mediaDevices?.removeEventListener('devicechange', this.#refreshDevices);
    // An element that is moved is taken out and put in again at once.
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#leave();
      }
    });
  }

  protected override firstUpdated(): void {
    this.#view = new TranscriptView(this.#find('.transcript'));
    this.#you = new Meter(this.#find('#you'));
    this.#assistant = new Meter(this.#find('#assistant'));
    this.#view.show(this.transcript, this.#text().strings);
  }

  protected override updated(changes: PropertyValues<this>): void {
    this.#view?.show(this.transcript, this.#text().strings);
    if (changes.has('opened') && changes.get('opened') !== undefined) {
      this.#find(this.opened ? '.call' : '.launcher').focus();
    }
  }

  protected override render(): TemplateResult {
    const { language, strings } = this.#text();
    const heading = this.heading || strings.title;
    return html`
      <div class="root" lang=${language} @keydown=${this.#onKey}>
        <p class="unseen" role="status">${this.announced}</p>
        ${this.inline ? nothing : this.#launcher(strings)}
        <section id="panel" part="panel" class="panel" aria-label=${heading} ?hidden=${!this.inline && !this.opened}>
          <header part="header">
            <h2>${heading}</h2>
            ${this.inline ? nothing : html`
              <button type="button" part="button close" class="icon" aria-label=${strings.close} @click=${this.close}>${icons.close}</button>`}
          </header>
          <div class="now" part="state">
            <span class="dot" aria-hidden="true"></span>
            <p>${this.#sentence(strings)}</p>
          </div>
          ${this.#messages(strings)}
          <div class="meters" part="meters" ?hidden=${!isOnCall(this.#stage)}>
            <span id="you-label" ?hidden=${!this.#hasMicrophone}>${strings.you}</span>
            <div id="you" class="meter" role="meter" aria-label=${strings.yourLevel} aria-valuemin="0" aria-valuemax="100" aria-valuenow="0" ?hidden=${!this.#hasMicrophone}></div>
            <span id="assistant-label">${strings.assistant}</span>
            <div id="assistant" class="meter" role="meter" aria-label=${strings.assistantsLevel} aria-valuemin="0" aria-valuemax="100" aria-valuenow="0"></div>
          </div>
          <div class="transcript" part="transcript" role="log" aria-live=${this.#hasMicrophone ? 'off' : 'polite'} aria-label=${strings.transcript} tabindex="0"></div>
          <div class="foot">
            ${this.#composer(strings)}
            ${this.showsSettings ? settings(strings, this.devices, {
              microphone: this.#hasMicrophone ? this.#conversation?.microphone?.device ?? this.#chosenMicrophone : undefined,
              speaker: this.#speaker,
              chooseMicrophone: this.#chooseMicrophone,
              chooseSpeaker: this.#chooseSpeaker,
              chooseVolume: (volume) => { this.volume = volume; },
            }) : nothing}
            ${this.#controls(strings)}
          </div>
        </section>
      </div>`;
  }

  #launcher(strings: Strings): TemplateResult {
    const label = isOnCall(this.#stage) ? `${strings.open}. ${this.#sentence(strings)}` : strings.open;
    return html`
      <button type="button" part="launcher" class="launcher" aria-label=${label} aria-expanded=${this.opened}
        aria-controls="panel" ?hidden=${this.opened} @click=${this.open}>${isOnCall(this.#stage) ? icons.microphone : icons.phone}</button>`;
  }

  #messages(strings: Strings): TemplateResult {
    const { problem, notice } = this;
    const words = problem && `${strings.problems[problem.kind]}${problem.detail ? ` (${problem.detail})` : ''}`;
    return html`
      <div role="alert" part="problem" class="problem" ?hidden=${!problem}>
        <p>${words}</p>
        ${problem && !isOnCall(this.#stage) && remedies(problem.kind).includes('type') ? html`
          <button type="button" part="button type" @click=${() => this.call({ microphone: false })}>${strings.callWithoutMicrophone}</button>` : nothing}
      </div>
      <div role="alert" class="problem" part="problem" ?hidden=${!this.isBlocked}>
        <p>${this.isBlocked ? strings.soundBlocked : nothing}</p>
        <button type="button" part="button sound" @click=${() => this.#speaker.resume()}>${strings.soundOn}</button>
      </div>
      <p role="status" class="notice" part="notice" ?hidden=${!notice || notice === 'ended'}>
        ${notice === 'resumed' ? strings.resumed : notice === 'resumed-in-part' ? strings.resumedInPart : nothing}
      </p>`;
  }

  #composer(strings: Strings): TemplateResult {
    const canSend = this.#stage === 'talking';
    return html`
      <form part="composer" ?hidden=${!isOnCall(this.#stage)} @submit=${this.#onSubmit}>
        <input part="input" name="text" autocomplete="off" maxlength="4000" aria-label=${strings.message} placeholder=${strings.message}>
        <button type="submit" part="button send" class="icon" aria-label=${strings.send} ?disabled=${!canSend}>${icons.send}</button>
      </form>`;
  }

  #controls(strings: Strings): TemplateResult {
    const onCall = isOnCall(this.#stage);
    const isTalking = this.#stage === 'talking' || this.#stage === 'reconnecting';
    const label = isTalking ? strings.hangUp : onCall ? strings.cancel : this.#stage === 'ended' ? strings.callAgain : strings.call;
    return html`
      <div class="controls" part="controls">
        <button type="button" part="button mute" class="icon mute" aria-label=${this.#isMuted ? strings.unmute : strings.mute}
          ?hidden=${!onCall || !this.#hasMicrophone} data-muted=${this.#isMuted} @click=${() => { this.muted = !this.muted; }}>
          ${this.#isMuted ? icons.muted : icons.microphone}</button>
        <button type="button" part="button call" class="call" ?data-on=${onCall} @click=${() => (onCall ? this.hangUp() : this.call())}>
          ${icons.phone}<span>${label}</span></button>
        <button type="button" part="button settings" class="icon" aria-label=${strings.settings} aria-expanded=${this.showsSettings}
          @click=${this.#toggleSettings}>${icons.settings}</button>
      </div>`;
  }

  /** What the person reads of the state. */
  #sentence(strings: Strings): string {
    if (this.#stage === 'asking') {
      return strings.asking;
    }
    return this.state === 'idle' && this.notice === 'ended' ? strings.ended : strings.states[this.state];
  }

  #text(): { language: string; strings: Strings } {
    const around = this.closest<HTMLElement>('[lang]')?.lang;
    const { language, strings } = stringsFor([...this.lang ? [this.lang] : around ? [around] : [], ...navigator.languages]);
    return { language, strings: withChanges(strings, this.strings) };
  }

  #changed(stage: Stage, problem: CallProblem | undefined): void {
    this.#stage = stage;
    if (stage === 'talking' && this.callUrl !== this.#toldUrl) {
      this.#toldUrl = this.callUrl;
      this.#tell('rtc-voice-call', { url: this.callUrl });
    }
    if (stage === 'ended') {
      this.#you?.stop();
      this.#assistant?.stop();
      void this.#audio?.close();
      this.#audio = undefined;
      this.notice = 'ended';
      if (problem) {
        this.showsSettings = false;
        this.#complain(problem);
      }
    }
    this.#follow();
  }

  #complain(problem: CallProblem): void {
    this.problem = problem;
    const { strings } = this.#text();
    this.#tell('rtc-voice-error', { kind: problem.kind, message: strings.problems[problem.kind], detail: problem.detail });
  }

  /** Shows what has changed, and tells the page of another state. */
  #follow(): void {
    const previous = this.state;
    this.state = stateOf({
      stage: this.#stage,
      doing: this.#conversation?.activity.doing ?? 'listening',
      isMuted: this.#isMuted,
      hasProblem: this.problem !== undefined,
    });
    const sentence = this.#sentence(this.#text().strings);
    if (shouldAnnounce(previous, this.state, this.#hasMicrophone)) {
      this.announced = sentence;
    }
    if (previous !== this.state) {
      this.#tell('rtc-voice-state', { state: this.state, previous });
    }
    this.requestUpdate();
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  readonly #leave = (): void => this.hangUp();

  readonly #refreshDevices = async (): Promise<void> => {
    this.devices = await listDevices();
  };

  readonly #toggleSettings = (): void => {
    this.showsSettings = !this.showsSettings;
    void this.#refreshDevices();
  };

  readonly #chooseMicrophone = (device: string): void => {
    this.#chosenMicrophone = device;
    void this.#conversation?.hearBy(device).then(() => this.requestUpdate());
  };

  readonly #chooseSpeaker = (device: string): void => {
    void this.#speaker.change(device).catch(() => {
      // It has gone since it was listed, or the person may not use it: the last one goes on.
    }).finally(() => this.requestUpdate());
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('text') as HTMLInputElement;
    const text = field.value.trim();
    if (text !== '' && this.say(text)) {
      field.value = '';
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.opened && !this.inline && !event.defaultPrevented) {
      event.preventDefault();
      this.close();
    }
  };

  #find(selector: string): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>(selector)!;
  }
}
