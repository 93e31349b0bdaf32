/** Keeps the screen on and the page over all of it, as far as the browser lets a page. */
export class KioskScreen {
  #lock: WakeLockSentinel | undefined;

  constructor() {
    // The lock goes with the page's being seen, and has to be asked for again.
    document.addEventListener('visibilitychange', () => void this.#stayOn());
    void this.#stayOn();
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
    if (document.visibilityState !== 'visible' || (this.#lock && !this.#lock.released)) {
      return;
    }
    try {
      this.#lock = await navigator.wakeLock.request('screen');
    } catch {
      // Low battery, or a page that is not secure: the system's own settings rule.
    }
  }
}
