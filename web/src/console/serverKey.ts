const name = 'rtcvoice-server-key';

/** The server's key, for as long as this tab is open and no longer: it opens everything. */
export class ServerKey {
  #key = '';

  constructor() {
    try {
      this.#key = sessionStorage.getItem(name) ?? '';
    } catch {
      // A browser that keeps nothing: the key is asked for again after a reload.
    }
  }

  /** Whether there is one. */
  get isKnown(): boolean {
    return this.#key !== '';
  }

  /** The headers that bear it; none where the server wants none. */
  get headers(): Record<string, string> {
    return this.#key === '' ? {} : { Authorization: `Bearer ${this.#key}` };
  }

  /** Takes one; an empty one forgets it. */
  set(key: string): void {
    // Bytes that no header can hold are no key of any server.
    this.#key = /^[\x21-\x7e]*$/.test(key.trim()) ? key.trim() : '?';
    try {
      if (this.#key === '') {
        sessionStorage.removeItem(name);
      } else {
        sessionStorage.setItem(name, this.#key);
      }
    } catch {
      // As above.
    }
  }
}
