import { Credentials } from './credentials';
import { CallProblem, refusal } from './problem';

/** A call that the server has taken. */
export interface TakenCall {
  /** Its SDP answer. */
  answer: string;
  /** The call's own address; undefined where the server gives none. */
  location: string | undefined;
}

/** What a server that is asked for nothing big takes at most. */
const requestTimeout = 10_000;

/** The calls of a server over HTTP: POST takes one, PATCH moves it to another path, GET tells how it goes. */
export class Signalling {
  readonly #endpoint: string;
  readonly #credentials: Credentials;

  /** @param endpoint where offers are posted: `https://voice.example/v1/realtime/calls`. */
  constructor(endpoint: string, credentials: Credentials) {
    this.#endpoint = endpoint;
    this.#credentials = credentials;
  }

  /** Offers a call. @throws CallProblem */
  async call(offer: string): Promise<TakenCall> {
    const response = await this.#request('POST', this.#endpoint, offer);
    const body = await response.text();
    if (!response.ok) {
      throw refusal(response.status, body);
    }
    const location = response.headers.get('Location');
    return { answer: body, location: location ? new URL(location, response.url || this.#endpoint).href : undefined };
  }

  /** Offers a call another path (ICE restart); null when the server has no such call any more. @throws CallProblem */
  async restart(location: string, offer: string): Promise<string | null> {
    const response = await this.#request('PATCH', location, offer);
    const body = await response.text();
    if (response.status === 404 || response.status === 409) {
      return null;
    }
    if (!response.ok) {
      throw refusal(response.status, body);
    }
    return body;
  }

  /** What the server tells of a call (`''`) or of what was said in it (`'/conversation'`); null when it cannot. */
  async look<T>(location: string, what: '' | '/conversation'): Promise<T | null> {
    try {
      const response = await this.#request('GET', location + what);
      return response.ok ? await response.json() as T : null;
    } catch {
      return null;
    }
  }

  /** Ends a call, also while the page is being closed. */
  hangUp(location: string): void {
    // Not a beacon: that could not bear the key.
    void fetch(`${location}/hangup`, { method: 'POST', headers: this.#credentials.known, keepalive: true }).catch(() => {
      // The server is out of reach, and finds out by itself that nobody is there.
    });
  }

  async #request(method: string, address: string, offer?: string): Promise<Response> {
    const response = await this.#send(method, address, offer);
    if (response.status !== 401 || !this.#credentials.canRenew) {
      return response;
    }
    // The key may have expired since it was fetched.
    this.#credentials.renew();
    return this.#send(method, address, offer);
  }

  async #send(method: string, address: string, offer: string | undefined): Promise<Response> {
    const headers = await this.#credentials.headers();
    try {
      return await fetch(address, {
        method,
        headers: offer === undefined ? headers : { ...headers, 'Content-Type': 'application/sdp' },
        ...(offer === undefined ? {} : { body: offer }),
        signal: AbortSignal.timeout(requestTimeout),
      });
    } catch {
      throw new CallProblem('server-down');
    }
  }
}
