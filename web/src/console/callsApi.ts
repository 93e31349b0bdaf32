import type { HeardItem } from './conversation';
import type { ServerKey } from './serverKey';

/** What a server that is asked for nothing big takes at most. */
const requestTimeout = 10_000;

/** The calls of a server, one at a time. */
export class CallsApi {
  readonly #key: ServerKey;

  /** @param address that of all calls: `https://voice.example/v1/realtime/calls`. */
  constructor(readonly address: string, key: ServerKey) {
    this.#key = key;
  }

  /** What was said in a call, as it was heard; null when that cannot be read. */
  async conversation(id: string): Promise<HeardItem[] | null> {
    try {
      const response = await this.#request('GET', id, 'conversation');
      return response.ok ? (await response.json() as { data: HeardItem[] }).data : null;
    } catch {
      return null;
    }
  }

  /** Ends a call; false when it could not be. */
  async hangUp(id: string): Promise<boolean> {
    try {
      return (await this.#request('POST', id, 'hangup')).ok;
    } catch {
      return false;
    }
  }

  #request(method: string, id: string, what: string): Promise<Response> {
    return fetch(`${this.address}/${encodeURIComponent(id)}/${what}`, { method, headers: this.#key.headers, signal: AbortSignal.timeout(requestTimeout) });
  }
}
