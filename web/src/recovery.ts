/** How soon another attempt follows one that came to nothing. */
const retryInterval = 1_000;

/** A path that was agreed on has carried something by then, or another is asked for. */
const pathTimeout = 4_000;

/** Beyond this the call is given up: the server gives up one that is silent for half a minute. */
const patience = 20_000;

export interface RecoveryOptions {
  /** Asks the server for another path: true when it has agreed to one, false when it has no such call. Rejects when it is out of reach. */
  restart(): Promise<boolean>;
  /** Called once when the call cannot be had back. */
  giveUp(): void;
}

/** Looks for another path for a call whose path has broken, until there is one or patience ends. */
export class Recovery {
  readonly #options: RecoveryOptions;
  #attempt: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** The path has broken: begins to look, unless it does already. */
  begin(): void {
    if (this.#deadline === undefined) {
      this.#deadline = setTimeout(() => this.#giveUp(), patience);
      // A machine that comes back into its network need not wait for the next attempt.
      globalThis.addEventListener?.('online', this.#now);
      this.#now();
    }
  }

  /** A path carries the call again, or the call is over. */
  stop(): void {
    clearTimeout(this.#attempt);
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    globalThis.removeEventListener?.('online', this.#now);
  }

  readonly #now = (): void => {
    clearTimeout(this.#attempt);
    if (!this.#isAsking) {
      void this.#ask();
    }
  };

  async #ask(): Promise<void> {
    this.#isAsking = true;
    let next = retryInterval;
    try {
      if (await this.#options.restart()) {
        next = pathTimeout;
      } else {
        this.#giveUp();
      }
    } catch {
      // Out of reach: asked again soon.
    }

    this.#isAsking = false;
    if (this.#deadline !== undefined) {
      this.#attempt = setTimeout(this.#now, next);
    }
  }

  #giveUp(): void {
    if (this.#deadline !== undefined) {
      this.stop();
      this.#options.giveUp();
    }
  }
}
