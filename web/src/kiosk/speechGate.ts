import type { Moment } from './voicing';

/** A voice near a terminal stands out of the room's noise by this much. */
const distance = 9;

/** The noise is got to know for so long before anything counts, in ms. */
const acquaintance = 1_000;

/** So much of a voice is somebody who talks, in ms: "hello" has about as much, a cough or a shout from afar has less. */
const enough = 320;

/** Consonants and pauses between words take a part of their time from what has been heard. */
const forgetting = 0.25;

/** How fast the floor follows: down at once nearly, up so slowly that nobody's talking becomes noise, in dB a second. */
const fall = 40;
const rise = 1.5;

/** Tells whether somebody talks near a microphone, by level and pitch over many moments. Knows nothing of what is said, and keeps no sound. */
export class SpeechGate {
  readonly #quietest: number;
  #floor: number | undefined;
  #age = 0;
  #heard = 0;

  /** @param quietest in dB below full scale: what is not as loud is no one near, however quiet the room. */
  constructor(quietest: number) {
    this.#quietest = quietest;
  }

  /** Takes the sound of the last `elapsed` ms; true when somebody has talked for long enough. */
  take(sound: Moment, elapsed: number): boolean {
    this.#age += elapsed;
    const floor = this.#follow(sound.decibels, elapsed);
    if (sound.decibels >= Math.max(floor + distance, this.#quietest) && this.#age > acquaintance && sound.isVoiced) {
      this.#heard += elapsed;
    } else {
      this.#heard = Math.max(0, this.#heard - elapsed * forgetting);
    }
    return this.#heard >= enough;
  }

  #follow(decibels: number, elapsed: number): number {
    const seconds = elapsed / 1_000;
    this.#floor = this.#floor === undefined
      ? decibels
      : Math.max(this.#floor - fall * seconds, Math.min(this.#floor + rise * seconds, decibels));
    return this.#floor;
  }
}
