import { EventStream } from './eventStream';
import type { ServerKey } from './serverKey';
import type { Snapshot } from './snapshot';

/** How the stream is: `refused` waits for another key, `lost` tries again by itself. */
export type StreamState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'lost'; retryAt: number; isFull: boolean }
  | { kind: 'refused'; why: 'wrong' | 'secret' | 'unset' };

export interface CallsStreamListener {
  follow(state: StreamState): void;
  show(snapshot: Snapshot): void;
}

/** What is sent each second has not come for so long: the server is gone, or the network. */
const patience = 6_000;

/** How long it waits before it tries again, from the first time in a row on, in ms. */
const pauses = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * The stream of snapshots of all calls, begun again for as long as it breaks. By fetch: an EventSource can bear no key.
 */
export class CallsStream {
  readonly #address: string;
  readonly #key: ServerKey;
  readonly #listener: CallsStreamListener;
  #attempt: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(address: string, key: ServerKey, listener: CallsStreamListener) {
    this.#address = address;
    this.#key = key;
    this.#listener = listener;
  }

  /** Connects now: at first, with another key, or because somebody does not want to wait. */
  connect(): void {
    this.close();
    this.#listener.follow({ kind: 'connecting' });
    const attempt = new AbortController();
    this.#attempt = attempt;
    void this.#run(attempt);
  }

  /** Connects now if it waits to try again. */
  hurry(): void {
    if (this.#timer !== undefined && !this.#attempt) {
      this.connect();
    }
  }

  /** Lets go of the server. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#attempt?.abort();
    this.#attempt = undefined;
  }

  async #run(attempt: AbortController): Promise<void> {
    let isFull = false;
    try {
      this.#watch(attempt);
      const response = await fetch(this.#address, { headers: this.#key.headers, cache: 'no-store', signal: attempt.signal });
      if (response.status === 401 || response.status === 403) {
        const code = codeOf(await response.text());
        if (attempt === this.#attempt) {
          this.close();
          this.#listener.follow({ kind: 'refused', why: response.status === 403 ? 'secret' : code === 'server_key_not_set' ? 'unset' : 'wrong' });
        }
        return;
      }
      isFull = response.status === 503;
      if (response.ok && response.body) {
        await this.#read(response.body, attempt);
      }
    } catch {
      // No network, no server, or none that answers in time.
    }
    if (attempt === this.#attempt) {
      this.#tryAgain(isFull);
    }
  }

  async #read(body: ReadableStream<Uint8Array>, attempt: AbortController): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const events = new EventStream();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || attempt !== this.#attempt) {
        return;
      }
      this.#watch(attempt);
      for (const data of events.take(decoder.decode(value, { stream: true }))) {
        this.#failures = 0;
        this.#listener.follow({ kind: 'live' });
        this.#listener.show(JSON.parse(data) as Snapshot);
      }
    }
  }

  // A connection whose other end is gone is silent, not closed.
  #watch(attempt: AbortController): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => attempt.abort(), patience);
  }

  #tryAgain(isFull: boolean): void {
    this.close();
    const pause = pauses[Math.min(this.#failures++, pauses.length - 1)]!;
    this.#listener.follow({ kind: 'lost', retryAt: Date.now() + pause, isFull });
    this.#timer = setTimeout(() => this.connect(), pause);
  }
}

function codeOf(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { error?: { code?: string } }).error?.code;
  } catch {
    return undefined;
  }
}
