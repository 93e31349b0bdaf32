import { moment } from './voices';

/** The far end of an audio worklet that listens: it gives what a room sounds like, moment after moment, until it is told something or its context is closed. */
export class FakeWorkletPort {
  onmessage: ((event: { data: Float32Array }) => void) | null = null;
  readonly #told: (message: unknown) => void;
  readonly #giving: ReturnType<typeof setInterval>;

  constructor(room: () => Float32Array, told: (message: unknown) => void = () => {}) {
    this.#told = told;
    this.#giving = setInterval(() => this.onmessage?.({ data: room().slice() }), moment);
  }

  postMessage(message: unknown): void {
    this.stop();
    this.#told(message);
  }

  stop(): void {
    clearInterval(this.#giving);
  }
}
