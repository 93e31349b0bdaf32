/**
 * How long falling silent takes, in ms. Browsers turn an element down by whole frames of 10 ms, each by one factor (WebRTC,
 * `ChannelReceive::GetAudioFrameWithInfo`), so that a short fall is a few leaps in the waveform. A straight one clicks 12 times in
 * a hundred when it takes 32 ms, one of this shape twice at 48 ms, less than once at 56. What WebAudio plays would fall smoothly
 * in 12 ms, but Chromium's canceller of echoes does not know it on every system: the assistant would hear, and interrupt, itself.
 */
export const fade = 56;

/** Between two steps, in ms. */
const stepTime = 4;

/** A step that comes late makes no greater leap than this would, in ms. */
const longestStep = 10;

/** Steps grow smaller towards silence, where a leap stands out from what is still heard. */
const shape = 1.5;

/** From 1 to 0. */
const height = (time: number): number => (1 - time / fade) ** shape;

/** Down to this part of what it was a falling voice counts as heard: -20 dB, a quarter as loud to the ear. */
const lowest = 10 ** (-20 / 20);

/** How long a voice that falls silent counts as heard, in ms. */
const heardOfFade = fade * (1 - lowest ** (1 / shape));

/** What the assistant is heard by. */
export class Speaker {
  readonly #element: HTMLAudioElement;
  readonly #blocked: (isBlocked: boolean) => void;
  #volume = 1;
  #step: ReturnType<typeof setTimeout> | undefined;

  /** @param blocked told when the browser holds the sound back until the person has touched the page, and when no more. */
  constructor(element: HTMLAudioElement, blocked: (isBlocked: boolean) => void) {
    this.#element = element;
    this.#blocked = blocked;
  }

  /** From 0 to 1; Safari on iOS leaves the volume to the device's buttons. */
  get volume(): number {
    return this.#volume;
  }

  set volume(volume: number) {
    this.#volume = Math.min(1, Math.max(0, volume));
    this.#element.volume = this.#volume;
  }

  /** Whether the person can choose what they hear by, in this browser. */
  get canChoose(): boolean {
    return 'setSinkId' in this.#element;
  }

  /** The device that sounds; empty for the system's own choice. */
  get device(): string {
    return this.canChoose ? this.#element.sinkId : '';
  }

  /** Sounds by another device. */
  async change(device: string): Promise<void> {
    await this.#element.setSinkId(device);
  }

  play(stream: MediaStream): void {
    this.#element.srcObject = stream;
    // A telephone call, or Siri, pauses what plays on iOS, and nothing lets it go on.
    this.#element.addEventListener('pause', this.#goOn);
    document.addEventListener('visibilitychange', this.#goOn);
    void this.resume();
  }

  /** Tries again what the browser held back: in answer to a click it is let through. */
  async resume(): Promise<void> {
    try {
      await this.#element.play();
      this.#blocked(false);
    } catch (error) {
      // An AbortError only says that another stream has come meanwhile.
      if (error instanceof Error && error.name === 'NotAllowedError') {
        this.#blocked(true);
      }
    }
  }

  readonly #goOn = (): void => {
    if (this.#element.paused && document.visibilityState === 'visible') {
      void this.resume();
    }
  };

  /** Falls silent within `fade` ms, or sounds again; how long the voice still counts as heard then, in ms. */
  silence(isSilent: boolean): number {
    clearTimeout(this.#step);
    if (!isSilent) {
      this.#element.muted = false;
      this.#element.volume = this.#volume;
      return 0;
    }
    if (document.hidden) {
      // Timers of hidden pages may come a second late.
      this.#element.muted = true;
      return 0;
    }
    this.#sink(0);
    return heardOfFade;
  }

  stop(): void {
    this.silence(false);
    this.#element.removeEventListener('pause', this.#goOn);
    document.removeEventListener('visibilitychange', this.#goOn);
    this.#element.srcObject = null;
    this.#blocked(false);
  }

  #sink(time: number): void {
    if (time >= fade) {
      this.#element.muted = true;
      return;
    }
    this.#element.volume = this.#volume * height(time);
    const at = performance.now();
    this.#step = setTimeout(() => this.#sink(time + Math.min(performance.now() - at, longestStep)), stepTime);
  }
}
