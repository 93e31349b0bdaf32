/** Writes numbers and times as a language has them. */
export class Format {
  readonly #language: string;
  readonly #time: Intl.DateTimeFormat;
  readonly #numbers = new Map<number, Intl.NumberFormat>();

  constructor(language: string) {
    this.#language = language;
    this.#time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  }

  /** A number with so many digits behind the point. */
  readonly number = (value: number, digits = 0): string => {
    let format = this.#numbers.get(digits);
    if (!format) {
      this.#numbers.set(digits, format = new Intl.NumberFormat(this.#language, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
    }
    return format.format(value);
  };

  /** Milliseconds, or a dash where they are not known. */
  ms(value: number | null | undefined, digits = 0): string {
    return value === null || value === undefined ? '–' : `${this.number(value, digits)} ms`;
  }

  /** A length of time as a clock shows it: 1:02:03. */
  clock(ms: number): string {
    const seconds = Math.max(0, Math.floor(ms / 1_000));
    const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
    const two = (value: number): string => String(value).padStart(2, '0');
    return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  }

  /** A time of day; from milliseconds of Unix time. */
  time(at: number): string {
    return this.#time.format(at);
  }
}

/** The end of a call's identifier, which is enough to tell calls apart by eye. */
export const shortId = (id: string): string => `…${id.slice(-6)}`;
