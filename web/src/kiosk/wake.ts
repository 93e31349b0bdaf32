import { CallProblem } from '../problem';
import { Ear } from './ear';
import type { OpeningWords } from './openingWords';
import { SpeechGate } from './speechGate';

/** So many calls in a row that speech began and in which nobody spoke are taken to be noise's. */
const tolerated = 3;

/** How long it then does not listen, in ms; twice as long after each further one, up to the longest. */
const firstRest = 60_000;
const longestRest = 16 * 60_000;

/** How soon a microphone that could not be had is asked for again, in ms; later each time. */
const firstRetry = 5_000;
const longestRetry = 60_000;

export type WakeState = 'off' | 'opening' | 'listening' | 'resting' | 'failing';

export interface WakeOptions {
  /** What is not as loud as this is no one near, in dB below full scale. */
  quietest: number;
  /** Somebody talks near the terminal: what they have begun to say, for a call, and to be closed. */
  woken(words: OpeningWords): void;
  /** It cannot listen just now; it tries again by itself. */
  troubled(problem: CallProblem): void;
  /** It went into another state. */
  changed(state: WakeState): void;
}

/** Listens for somebody who talks near a terminal that nobody uses, and rests where that was noise several times. */
export class Wake {
  readonly #options: WakeOptions;
  #isAllowed = false;
  #state: WakeState = 'off';
  #ear: Ear | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry = firstRetry;
  #inVain = 0;
  #restsUntil = 0;
  /** What is opened for an earlier permission is closed as soon as it is there. */
  #permission = 0;

  constructor(options: WakeOptions) {
    this.#options = options;
  }

  get state(): WakeState {
    return this.#state;
  }

  /** Whether it may listen: somebody could be called for, and would see it. */
  allow(isAllowed: boolean): void {
    if (isAllowed !== this.#isAllowed) {
      this.#isAllowed = isAllowed;
      this.#stop();
      if (isAllowed) {
        this.#listen();
      }
    }
  }

  /** A call that speech began is over. @param hasSpoken whether there was somebody. */
  judge(hasSpoken: boolean): void {
    this.#inVain = hasSpoken ? 0 : this.#inVain + 1;
    if (this.#inVain >= tolerated) {
      this.#restsUntil = performance.now() + Math.min(longestRest, firstRest * 2 ** (this.#inVain - tolerated));
    }
  }

  /** There is somebody after all, who has touched it. */
  trust(): void {
    this.#inVain = this.#restsUntil = 0;
  }

  #stop(): void {
    this.#permission++;
    clearTimeout(this.#timer);
    this.#ear?.close();
    this.#ear = undefined;
    this.#change('off');
  }

  #listen(): void {
    const rest = this.#restsUntil - performance.now();
    if (rest > 0) {
      this.#change('resting');
      this.#timer = setTimeout(() => this.#listen(), rest);
    } else {
      this.#change('opening');
      void this.#open(this.#permission);
    }
  }

  async #open(permission: number): Promise<void> {
    const gate = new SpeechGate(this.#options.quietest);
    try {
      const ear = await Ear.open({
        heard: (sound, elapsed) => {
          if (gate.take(sound, elapsed)) {
            this.#ear = undefined;
            this.allow(false);
            this.#options.woken(ear.handOver());
          }
        },
        lost: () => {
          this.#stop();
          this.#listen();
        },
      });
      if (permission !== this.#permission) {
        ear.close();
        return;
      }
      this.#ear = ear;
      this.#retry = firstRetry;
      this.#change('listening');
    } catch (error) {
      if (permission === this.#permission) {
        this.#change('failing');
        this.#timer = setTimeout(() => this.#listen(), this.#retry);
        this.#retry = Math.min(longestRetry, this.#retry * 2);
        this.#options.troubled(error instanceof CallProblem ? error : new CallProblem('unsupported', String(error)));
      }
    }
  }

  #change(state: WakeState): void {
    if (state !== this.#state) {
      this.#state = state;
      this.#options.changed(state);
    }
  }
}
