import { CallProblem } from './problem';

/** Where the key of a call comes from. */
export interface CredentialSource {
  /** A key as it is. */
  token?: string | undefined;
  /** An address of the page's own server that answers with a fresh one. */
  tokenUrl?: string | undefined;
}

/** The key that a server's requests bear: given, fetched when it is needed first, or none. */
export class Credentials {
  readonly #source: CredentialSource;
  #key: string | undefined;

  constructor(source: CredentialSource) {
    this.#source = source;
    this.#key = source.tokenUrl ? undefined : source.token;
  }

  /** Whether a key that was refused can be had anew. */
  get canRenew(): boolean {
    return Boolean(this.#source.tokenUrl);
  }

  /** The headers that carry the key. @throws CallProblem when there should be one and cannot be had. */
  async headers(): Promise<Record<string, string>> {
    if (this.#source.tokenUrl) {
      this.#key ??= await fetchKey(this.#source.tokenUrl);
    }
    return this.#key ? { Authorization: `Bearer ${this.#key}` } : {};
  }

  /** The headers as far as they are known now: what closes with the page cannot wait for a key. */
  get known(): Record<string, string> {
    return this.#key ? { Authorization: `Bearer ${this.#key}` } : {};
  }

  /** Forgets a key that was fetched; the next request fetches another. */
  renew(): void {
    if (this.canRenew) {
      this.#key = undefined;
    }
  }
}

async function fetchKey(address: string): Promise<string> {
  let body: string;
  try {
    const response = await fetch(address, { cache: 'no-store' });
    if (!response.ok) {
      throw new CallProblem('no-token', `HTTP ${response.status}`);
    }
    body = await response.text();
  } catch (error) {
    throw error instanceof CallProblem ? error : new CallProblem('no-token');
  }

  const key = keyIn(body);
  if (!key) {
    throw new CallProblem('no-token');
  }
  return key;
}

/** The key in what `client_secrets` answers, in what its older form `sessions` answers, or in plain text. */
function keyIn(body: string): string | undefined {
  try {
    const json = JSON.parse(body) as { value?: unknown; client_secret?: { value?: unknown } };
    const value = json.value ?? json.client_secret?.value;
    return typeof value === 'string' ? value : undefined;
  } catch {
    const text = body.trim();
    return /^[\w.~+/=-]{1,4096}$/.test(text) ? text : undefined;
  }
}
