import { vi } from 'vitest';
import type { Window } from 'happy-dom';
import { FakeConnection } from './fakeConnection';
import { FakeWorkletPort } from './fakeWorkletPort';
import { silence, vowel } from './voices';

/** Few samples a second: a test has many seconds. */
const sampleRate = 8_000;

/** A microphone's track; who stops listening to it is known. */
class FakeTrack extends EventTarget {
  readonly kind = 'audio';
  enabled = true;
  readyState = 'live';
  stop = (): void => { this.readyState = 'ended'; };
  getSettings = () => ({ deviceId: 'usual' });
}

class FakeStream {
  constructor(readonly tracks: FakeTrack[] = [new FakeTrack()]) {}
  getTracks = () => this.tracks;
  getAudioTracks = () => this.tracks;
}

/** Everything around a kiosk page that a browser and a server would be: a test says what becomes of it, and sees what is kept. */
export class Terminal {
  readonly connections: FakeConnection[] = [];
  readonly contexts: { state: string; sources: Set<object> }[] = [];
  readonly streams: FakeStream[] = [];
  readonly locks: { released: boolean; release(): void }[] = [];
  readonly reports: Record<string, unknown>[] = [];
  readonly listeners = new Map<string, number>();
  serverIsUp = true;
  networkIsUp = true;
  takesReports = true;
  /** What the microphone hears while nobody is on a call. */
  room = silence(sampleRate);
  posts = 0;
  hangUps = 0;

  install(window: Window): void {
    const terminal = this;
    vi.stubGlobal('RTCPeerConnection', class extends FakeConnection {
      constructor() {
        super();
        terminal.connections.push(this);
      }
    });
    vi.stubGlobal('MediaStream', FakeStream);
    vi.stubGlobal('AudioContext', class {
      state = 'running';
      readonly sources = new Set<object>();
      readonly ports = new Set<FakeWorkletPort>();
      readonly sampleRate = sampleRate;
      constructor() {
        terminal.contexts.push(this);
      }
      addEventListener = (): void => {};
      readonly audioWorklet = { addModule: async () => {} };
      createMediaStreamSource() {
        const source = {};
        this.sources.add(source);
        return Object.assign(source, { connect: () => {}, disconnect: () => this.sources.delete(source) });
      }
      async close() {
        this.state = 'closed';
        this.ports.forEach((port) => port.stop());
      }
    });
    vi.stubGlobal('AudioWorkletNode', class {
      readonly port = new FakeWorkletPort(() => terminal.room);
      constructor(context: { ports: Set<FakeWorkletPort> }) {
        context.ports.add(this.port);
      }
      connect = (): void => {};
    });
    vi.stubGlobal('MediaStreamAudioDestinationNode', class {
      readonly stream = new FakeStream();
    });
    vi.stubGlobal('AnalyserNode', class {
      readonly fftSize: number;
      constructor(_: unknown, { fftSize }: { fftSize: number }) {
        this.fftSize = fftSize;
      }
      getFloatTimeDomainData = (samples: Float32Array): void => samples.set(terminal.room.subarray(0, samples.length));
    });
    vi.stubGlobal('fetch', this.#serve);
    // Few frames a second, too.
    vi.stubGlobal('requestAnimationFrame', (draw: FrameRequestCallback) => setTimeout(() => draw(performance.now()), 250));
    vi.stubGlobal('cancelAnimationFrame', (frame: number) => clearTimeout(frame));
    Object.assign(window.HTMLMediaElement.prototype, { play: async () => {} });
    Object.defineProperty(window.navigator, 'mediaDevices', { value: Object.assign(new EventTarget(), {
      getUserMedia: async () => this.#open(),
      enumerateDevices: async () => [],
    }) });
    Object.defineProperty(window.navigator, 'wakeLock', { value: { request: async () => this.#lock() } });
    for (const target of [window, window.document]) {
      this.#count(target as unknown as EventTarget);
    }
  }

  /** The one who stands before it talks, or nobody does. */
  hear(isTalk: boolean): void {
    this.room = isTalk ? vowel(130, sampleRate) : silence(sampleRate);
  }

  get call(): FakeConnection {
    return this.connections.at(-1)!;
  }

  /** The path stands, and the channels with it. */
  connect(): void {
    const { call } = this;
    call.channel.readyState = call.playout.readyState = 'open';
    call.playout.onopen();
    call.becomes('connected');
    this.happens({ type: 'session.created' });
  }

  happens(event: object): void {
    this.call.channel.onmessage({ data: JSON.stringify(event) });
  }

  /** What somebody keeps of all that was opened. */
  get kept() {
    return {
      calls: this.connections.filter(({ close }) => close.mock.calls.length === 0).length,
      microphones: this.streams.filter(({ tracks }) => tracks.some(({ readyState }) => readyState === 'live')).length,
      contexts: this.contexts.filter(({ state }) => state !== 'closed').length,
      sources: this.contexts.reduce((sum, { sources }) => sum + sources.size, 0),
      locks: this.locks.filter(({ released }) => !released).length,
      listeners: Object.fromEntries([...this.listeners].filter(([, count]) => count > 0)),
    };
  }

  readonly #serve = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    if (!this.networkIsUp) {
      throw new TypeError('Failed to fetch');
    }
    if (String(url).startsWith('https://watch.test/')) {
      if (!this.takesReports) {
        return new Response('', { status: 500 });
      }
      this.reports.push(JSON.parse(init.body as string) as Record<string, unknown>);
      return new Response();
    }
    if (!this.serverIsUp) {
      throw new TypeError('Failed to fetch');
    }
    if (String(url).endsWith('/hangup')) {
      this.hangUps++;
      return new Response();
    }
    if (init.method === 'POST') {
      this.posts++;
      return new Response('the answer', { status: 201, headers: { Location: `https://voice.test/v1/realtime/calls/rtc_${this.posts}` } });
    }
    return String(url).endsWith('/healthz') ? new Response() : new Response('{}', { status: 404 });
  };

  #open(): FakeStream {
    const stream = new FakeStream();
    this.streams.push(stream);
    return stream;
  }

  #lock() {
    const lock = Object.assign(new EventTarget(), {
      released: false,
      release: () => {
        lock.released = true;
        lock.dispatchEvent(new Event('release'));
      },
    });
    this.locks.push(lock);
    return lock;
  }

  #count(target: EventTarget): void {
    const add = target.addEventListener.bind(target);
    const remove = target.removeEventListener.bind(target);
    const seen = new Map<string, Set<unknown>>();
    const note = (type: string) => this.listeners.set(type, [...seen].filter(([key]) => key === type).reduce((sum, [, set]) => sum + set.size, 0));
    target.addEventListener = (type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions) => {
      seen.set(type, (seen.get(type) ?? new Set()).add(listener));
      note(type);
      add(type, listener, options);
    };
    target.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions) => {
      seen.get(type)?.delete(listener);
      note(type);
      remove(type, listener, options);
    };
  }
}
