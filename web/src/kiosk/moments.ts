import { quantum } from './quantum';

/** Long enough for the pitch of a voice, short beside a word; in seconds. */
const length = 0.04;

/** Cuts a sound into moments that follow one another without a gap. Sans-IO: it lives in an audio worklet. */
export class Moments {
  readonly #length: number;
  #moment: Float32Array<ArrayBuffer>;
  #taken = 0;

  constructor(sampleRate: number) {
    this.#length = Math.ceil(sampleRate * length / quantum) * quantum;
    this.#moment = new Float32Array(this.#length);
  }

  /** Takes a quantum of sound, nothing for silence; gives the moment that is complete with it. */
  take(input: Float32Array | undefined): Float32Array<ArrayBuffer> | undefined {
    if (input) {
      this.#moment.set(input, this.#taken);
    }
    this.#taken += quantum;
    if (this.#taken < this.#length) {
      return undefined;
    }

    const complete = this.#moment;
    this.#moment = new Float32Array(this.#length);
    this.#taken = 0;
    return complete;
  }
}
