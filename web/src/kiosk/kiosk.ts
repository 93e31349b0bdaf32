import type { WidgetState } from '../widget/state';

/** What a kiosk shows: an invitation to touch it, or a call. */
export type Shown = 'invitation' | 'call';

/** What a visit began by. */
export type Beginning = 'touch' | 'speech';

/** All that goes on between two invitations. */
export interface Visit {
  readonly by: Beginning;
  /** Whether there was anybody: who said, typed or touched something. */
  readonly isSomebodys: boolean;
}

export interface KioskOptions {
  /** Begins a call, and ends it. */
  call(): void;
  hangUp(): void;
  shows(shown: Shown): void;
  /** A visit is over, and the next one may be invited. */
  over?(visit: Visit): void;
  /** How long nobody has to speak, in ms, until whoever called is taken to have left. */
  silence: number;
}

/** How long it can be read why a call did not work, in ms. */
const readingTime = 10_000;

/** How long the last words of a call stay, in ms: the next person is not to read them. */
const farewellTime = 4_000;

/** A call that is not there by then waits for what nobody will give: leave to use the microphone, or a key. */
const longestConnecting = 60_000;

/** Nobody listens to one answer, or waits for one, for longer: what got stuck does not keep the next person out. */
const longestAnswer = 15 * 60_000;

/** A terminal that anybody may walk up to: it invites, takes a call at a touch or a word, and invites again when the person has left. */
export class Kiosk {
  readonly #options: KioskOptions;
  #visit: { by: Beginning; isSomebodys: boolean } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: KioskOptions) {
    this.#options = options;
  }

  get shown(): Shown {
    return this.#visit ? 'call' : 'invitation';
  }

  /** Somebody has touched it. */
  touch(): void {
    this.#begin('touch');
  }

  /** Somebody seems to talk to it. */
  wake(): void {
    this.#begin('speech');
  }

  /** The widget went into another state. */
  follow(state: WidgetState): void {
    switch (state) {
      case 'idle':
        this.#inviteAfter(farewellTime);
        break;
      case 'error':
        this.#inviteAfter(readingTime);
        break;
      case 'listening':
      case 'muted':
        this.#await(this.#options.silence);
        break;
      case 'connecting':
        this.#await(longestConnecting);
        break;
      default:
        // The assistant is busy, or the line is: nobody has left.
        this.#await(longestAnswer);
    }
  }

  /** Something happens in the call. */
  stir(state: WidgetState): void {
    if (state === 'listening' || state === 'muted') {
      this.#await(this.#options.silence);
    }
  }

  /** It is a person who does: one who has spoken, types or touches something. */
  meet(): void {
    if (this.#visit) {
      this.#visit.isSomebodys = true;
    }
  }

  #begin(by: Beginning): void {
    if (!this.#visit) {
      this.#visit = { by, isSomebodys: by === 'touch' };
      this.#options.shows('call');
      this.#options.call();
    }
  }

  #await(time: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#options.hangUp(), time);
  }

  #inviteAfter(time: number): void {
    clearTimeout(this.#timer);
    if (this.#visit) {
      this.#timer = setTimeout(() => this.#invite(), time);
    }
  }

  #invite(): void {
    const visit = this.#visit;
    this.#visit = undefined;
    if (visit) {
      this.#options.over?.(visit);
      this.#options.shows('invitation');
    }
  }
}
