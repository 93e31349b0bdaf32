/** How soon the screen is asked to stay on again when it would not, or would no longer, in ms. */
const retryInterval = 10_000;

/** Keeps the screen on and the page over all of it, as far as the browser lets a page. */
export class KioskScreen {
  #lock: WakeLockSentinel | undefined;
  #isAsking = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    // The lock goes with the page's being seen, and has to be asked for again.
    document.addEventListener('visibilitychange', () => void this.#stayOn());
    // A finger that rests on it is no wish for a menu.
    document.addEventListener('contextmenu', (e) => e.preventDefault());
    void this.#stayOn();
  }

  /** Whether the browser keeps the screen on. */
  get isKeptOn(): boolean {
    return this.#lock !== undefined && !this.#lock.released;
  }

  /** Takes the whole screen: to be called in answer to a touch. */
  async fill(): Promise<void> {
    try {
      if (!document.fullscreenElement) {
        await document.documentElement.requestFullscreen({ navigationUI: 'hide' });
      }
    } catch {
      // A browser that was started as a kiosk fills it anyway.
    }
  }

  async #stayOn(): Promise<void> {
    clearTimeout(this.#retry);
    if (document.visibilityState !== 'visible' || this.isKeptOn || this.#isAsking || !('wakeLock' in navigator)) {
      return;
    }
    this.#isAsking = true;
    try {
      this.#lock = await navigator.wakeLock.request('screen');
      this.#lock.addEventListener('release', () => this.#later(), { once: true });
    } catch {
      // Low battery, or a page that is not secure: the system's own settings rule.
      this.#later();
    }
    this.#isAsking = false;
  }

  #later(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#stayOn(), retryInterval);
  }
}
