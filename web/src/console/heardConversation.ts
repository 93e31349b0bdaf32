import type { CallsApi } from './callsApi';
import type { HeardItem } from './conversation';

/** The conversation of the call that is looked at: read when the stream says that it has changed, one reading at a time. */
export class HeardConversation {
  readonly #api: CallsApi;
  readonly #changed: () => void;
  #id: string | undefined;
  #wanted: number | string | undefined;
  #read: number | string | undefined;
  #isReading = false;

  /** What was said; undefined while it has not been read, null when it cannot be. */
  items: readonly HeardItem[] | null | undefined;

  /** @param changed called when there is something else to show. */
  constructor(api: CallsApi, changed: () => void) {
    this.#api = api;
    this.#changed = changed;
  }

  /** Shows the conversation of a call, in this revision of it. */
  show(id: string, revision: number | string): void {
    if (id !== this.#id) {
      this.#id = id;
      this.#read = undefined;
      this.items = undefined;
    }
    this.#wanted = revision;
    void this.#readWanted();
  }

  async #readWanted(): Promise<void> {
    if (this.#isReading) {
      return;
    }
    this.#isReading = true;
    while (this.#id !== undefined && this.#read !== this.#wanted) {
      const [id, revision] = [this.#id, this.#wanted];
      const items = await this.#api.conversation(id);
      if (id === this.#id) {
        // One that failed is read again when there is news of it, not at once.
        this.#read = revision;
        this.items = items ?? (this.items === undefined ? null : this.items);
        this.#changed();
      }
    }
    this.#isReading = false;
  }
}
