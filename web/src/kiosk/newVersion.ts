/** How often it is asked whether the server has other files, in ms. Those that are the same are not sent again. */
export const versionInterval = 60_000;

/** Between two reloads: servers that disagree do not keep a terminal loading. */
const shortestStay = 10 * 60_000;

/** When the page was last loaded anew for this, kept over that. */
const reloadedAt = 'rtcvoice-kiosk-reloaded-at';

/** Longer than any request for a small file takes, in ms. */
const requestTimeout = 10_000;

export interface NewVersionOptions {
  /** The page, and what it loads by names that never change. */
  files: readonly string[];
  /** Whether nobody would be disturbed. */
  isIdle(): boolean;
  reload(): void;
}

/** Loads the page anew when the server has another version of it for good: the same one in two looks in a row. */
export class NewVersion {
  readonly #options: NewVersionOptions;
  #loaded: string | undefined;
  #other: string | undefined;

  constructor(options: NewVersionOptions) {
    this.#options = options;
  }

  /** Looks now, and from now on. */
  start(): void {
    setInterval(() => void this.#look(), versionInterval);
    void this.#look();
  }

  async #look(): Promise<void> {
    const now = await this.#read();
    if (now === undefined) {
      return;
    }
    this.#loaded ??= now;
    if (now === this.#loaded) {
      this.#other = undefined;
    } else if (now !== this.#other) {
      this.#other = now;
    } else if (this.#options.isIdle() && Date.now() - lastReload() >= shortestStay) {
      sessionStorage.setItem(reloadedAt, String(Date.now()));
      this.#options.reload();
    }
  }

  /** The files as they are at the server; undefined when one cannot be had. Their own text: an ETag tells servers apart, too. */
  async #read(): Promise<string | undefined> {
    try {
      const texts = await Promise.all(this.#options.files.map(async (file) => {
        const response = await fetch(file, { cache: 'no-cache', signal: AbortSignal.timeout(requestTimeout) });
        return response.ok ? response.text() : Promise.reject(new Error());
      }));
      return texts.join('\n');
    } catch {
      return undefined;
    }
  }
}

function lastReload(): number {
  return Number(sessionStorage.getItem(reloadedAt) ?? 0);
}
