/** Where no browser tells: what a laptop's loudspeakers take. */
const usualDelay = 50;

const pollInterval = 1_000;

/**
 * Firefox asks its sound server for the latency with the lock of its audio graph held, and the server may be waiting for that
 * graph: in 5 calls of 43 the page then hung for good (Firefox 153). So it is never asked.
 */
const mayHang = (): boolean => /\bFirefox\//.test(navigator.userAgent);

interface PlayoutSums {
  /** Of all samples together, in seconds. */
  totalPlayoutDelay: number;
  totalSamplesCount: number;
}

/** How long sound takes from the jitter buffer to the ear, followed while a connection lasts. */
export class OutputDelay {
  readonly #connection: RTCPeerConnection;
  readonly #context: AudioContext | undefined;
  readonly #poll: ReturnType<typeof setInterval>;
  #before: PlayoutSums | undefined;
  #measured: number | undefined;

  /** Follows a connection's; the audio context's delay stands in where the connection does not tell its own. */
  constructor(connection: RTCPeerConnection, context?: AudioContext) {
    this.#connection = connection;
    this.#context = mayHang() ? undefined : context;
    this.#poll = setInterval(() => void this.#measure(), pollInterval);
  }

  /** In ms. */
  get milliseconds(): number {
    if (this.#measured !== undefined) {
      return this.#measured;
    }
    const latency = this.#context?.outputLatency;
    return latency ? latency * 1_000 : usualDelay;
  }

  stop(): void {
    clearInterval(this.#poll);
  }

  async #measure(): Promise<void> {
    const stats = await this.#connection.getStats();
    stats.forEach((report: { type: string } & Partial<PlayoutSums>) => {
      if (report.type === 'media-playout') {
        this.#take({ totalPlayoutDelay: report.totalPlayoutDelay ?? 0, totalSamplesCount: report.totalSamplesCount ?? 0 });
      }
    });
  }

  #take(now: PlayoutSums): void {
    const samples = now.totalSamplesCount - (this.#before?.totalSamplesCount ?? 0);
    if (samples > 0) {
      this.#measured = 1_000 * (now.totalPlayoutDelay - (this.#before?.totalPlayoutDelay ?? 0)) / samples;
    }
    this.#before = now;
  }
}
