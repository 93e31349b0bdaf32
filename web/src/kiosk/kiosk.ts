import type { WidgetState } from '../widget/state';

/** What a kiosk shows: an invitation to touch it, or a call. */
export type Shown = 'invitation' | 'call';

export interface KioskOptions {
  /** Begins a call, and ends it. */
  call(): void;
  hangUp(): void;
  shows(shown: Shown): void;
  /** How long nobody has to speak, in ms, until whoever called is taken to have left. */
  silence: number;
}

/** How long it can be read why a call did not work, in ms. */
const readingTime = 10_000;

/** How long the last words of a call stay, in ms: the next person is not to read them. */
const farewellTime = 4_000;

/** A terminal that anybody may walk up to: it invites, takes a call at a touch, and invites again when the person has left. */
export class Kiosk {
  readonly #options: KioskOptions;
  #shown: Shown = 'invitation';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: KioskOptions) {
    this.#options = options;
  }

  /** Somebody has touched it. */
  touch(): void {
    if (this.#shown === 'invitation') {
      this.#show('call');
      this.#options.call();
    }
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
        this.#await();
        break;
      default:
        // The assistant is busy, or the line is: nobody has left.
        clearTimeout(this.#timer);
    }
  }

  /** The person speaks, types or touches something. */
  stir(state: WidgetState): void {
    if (state === 'listening' || state === 'muted') {
      this.#await();
    }
  }

  #await(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#options.hangUp(), this.#options.silence);
  }

  #inviteAfter(time: number): void {
    clearTimeout(this.#timer);
    if (this.#shown === 'call') {
      this.#timer = setTimeout(() => this.#show('invitation'), time);
    }
  }

  #show(shown: Shown): void {
    this.#shown = shown;
    this.#options.shows(shown);
  }
}
