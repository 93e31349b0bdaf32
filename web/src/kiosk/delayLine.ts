import { quantum } from './quantum';

/** What is kept at most, in seconds: who is not heard by then has said it again. */
const capacity = 12;

/** A pause is given in full for so long, and what is left of it passed over while there is a delay, in seconds: less than any silence that ends a turn. */
const keptPause = 0.3;

/** A word begins more softly than it goes on: nothing so shortly before one is passed over, in seconds. */
const leadIn = 0.1;

/** What does not stand out of the noise by this much is a pause, in dB; not all that is louder is speech. */
const distance = 10;

/** Below this every room is quiet, in dB below full scale: some microphones give zeros. */
const lowestFloor = -75;

/** How fast the noise's level is followed, in dB a second: up so fast that another microphone's noise is known soon. */
const fall = 100;
const rise = 6;

/** A delay that no pause has ended by then is ended in the middle of a word, in seconds. */
const longestDelay = 15;

/**
 * Keeps the last seconds of a sound; told to begin, it gives them from a mark on, at their own speed, and passes over what
 * is left of pauses until it has caught up. From then on it gives what it takes. Sans-IO: it lives in an audio worklet.
 */
export class DelayLine {
  readonly #rate: number;
  readonly #blocks: number;
  readonly #ring: Float32Array;
  readonly #isQuiet: Uint8Array;
  #written = 0;
  #read: number | undefined;
  #mark = 0;
  #begun = 0;
  #quietRun = 0;
  #floor: number | undefined;

  constructor(sampleRate: number) {
    this.#rate = sampleRate / quantum;
    this.#blocks = this.#count(capacity);
    this.#ring = new Float32Array(this.#blocks * quantum);
    this.#isQuiet = new Uint8Array(this.#blocks);
  }

  /** How far it is behind, in seconds; undefined before it has begun. */
  get delay(): number | undefined {
    return this.#read === undefined ? undefined : (this.#written - this.#read) / this.#rate;
  }

  /** What is heard from so many seconds ago on is to be given. */
  mark(seconds: number): void {
    this.#mark = Math.max(0, this.#written - this.#count(seconds));
  }

  /** Gives it from now on. */
  begin(): void {
    if (this.#read === undefined) {
      this.#read = Math.max(this.#mark, this.#written - this.#blocks + 1, 0);
      this.#begun = this.#written;
      // The pause in front of the first word has been heard by nobody, and need not be.
      this.#quietRun = Infinity;
    }
  }

  /** Takes a quantum of sound, nothing for silence, and gives one. */
  pass(input: Float32Array | undefined, output: Float32Array): void {
    this.#write(input);
    if (this.#read === undefined) {
      output.fill(0);
      return;
    }

    const before = this.#read;
    this.#passOverPauses();
    const at = this.#read;
    output.set(this.#block(at));
    if (at !== before) {
      const from = this.#block(before);
      output.forEach((sample, i) => { output[i] = (sample * i + from[i]! * (quantum - i)) / quantum; });
    }
    this.#quietRun = this.#isQuiet[at % this.#blocks] ? this.#quietRun + 1 : 0;
    this.#read = at + 1;
  }

  #write(input: Float32Array | undefined): void {
    const at = this.#written % this.#blocks;
    const block = this.#block(at);
    if (input) {
      block.set(input);
    } else {
      block.fill(0);
    }
    this.#isQuiet[at] = Number(this.#soundsQuiet(block));
    this.#written++;
  }

  #passOverPauses(): void {
    const newest = this.#written - 1;
    if (this.#written - this.#begun > this.#count(longestDelay)) {
      this.#read = newest;
    }
    while (this.#read! < newest && this.#quietRun >= this.#count(keptPause) && !this.#isWordNear()) {
      this.#read!++;
    }
  }

  #isWordNear(): boolean {
    for (let at = this.#read!; at < Math.min(this.#read! + this.#count(leadIn), this.#written); at++) {
      if (!this.#isQuiet[at % this.#blocks]) {
        return true;
      }
    }
    return false;
  }

  #soundsQuiet(block: Float32Array): boolean {
    const decibels = Math.max(lowestFloor, 10 * Math.log10(block.reduce((sum, sample) => sum + sample * sample, 0) / quantum + 1e-12));
    this.#floor = this.#floor === undefined
      ? decibels
      : Math.max(this.#floor - fall / this.#rate, Math.min(this.#floor + rise / this.#rate, decibels));
    return decibels < this.#floor + distance;
  }

  #block(at: number): Float32Array {
    const start = (at % this.#blocks) * quantum;
    return this.#ring.subarray(start, start + quantum);
  }

  #count(seconds: number): number {
    return Math.round(seconds * this.#rate);
  }
}
