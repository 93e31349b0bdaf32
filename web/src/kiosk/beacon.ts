/** An address that takes nothing is tried ever less often, up to this many intervals. */
const longestPause = 16;

/** What a server that only takes a few words needs at most, in ms. */
const requestTimeout = 10_000;

export interface BeaconOptions {
  /** What is posted, as JSON. */
  report(): unknown;
  /** In ms from one report to the next. */
  interval: number;
}

/** Posts reports to an address at an interval. Whatever becomes of them, the page never notices. */
export class Beacon {
  readonly #address: string;
  readonly #options: BeaconOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = 1;

  constructor(address: string, options: BeaconOptions) {
    this.#address = address;
    this.#options = options;
  }

  /** Reports now, and from now on. */
  start(): void {
    clearTimeout(this.#timer);
    void this.#round();
  }

  /** Reports for the last time, on the way out of the page. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#post();
  }

  async #round(): Promise<void> {
    // Set in advance: a request that is never answered holds nothing up.
    const timer = this.#timer = setTimeout(() => void this.#round(), this.#options.interval * this.#pause);
    const isTaken = await this.#post();
    const pause = isTaken ? 1 : Math.min(longestPause, this.#pause * 2);
    if (pause !== this.#pause && timer === this.#timer) {
      this.#pause = pause;
      clearTimeout(timer);
      this.#timer = setTimeout(() => void this.#round(), this.#options.interval * pause);
    }
  }

  async #post(): Promise<boolean> {
    try {
      const response = await fetch(this.#address, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(this.#options.report()),
        // It outlives the page: the last report is sent while that is closed.
        keepalive: true,
        cache: 'no-store',
        signal: AbortSignal.timeout(requestTimeout),
      });
      return response.ok;
    } catch {
      return false;
    }
  }
}
