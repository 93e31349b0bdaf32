/** Why a call could not begin or go on. Each has one plain sentence in every language (text/), and a way on (`remedies`). */
export type ProblemKind =
  | 'insecure'
  | 'unsupported'
  | 'microphone-missing'
  | 'microphone-refused'
  | 'microphone-busy'
  | 'no-token'
  | 'server-down'
  | 'not-allowed'
  | 'server-full'
  | 'server-refused'
  | 'no-route'
  | 'lost';

/** What a person may do about a problem: call again, or call without a microphone and type. */
export type Remedy = 'again' | 'type';

export class CallProblem extends Error {
  /** @param detail what the other side said of it, for whoever runs the server. */
  constructor(readonly kind: ProblemKind, readonly detail?: string) {
    super(detail ? `${kind} (${detail})` : kind);
    this.name = 'CallProblem';
  }
}

/** The ways on from a problem, the likeliest first. */
export function remedies(kind: ProblemKind): readonly Remedy[] {
  switch (kind) {
    case 'unsupported':
      return [];
    case 'insecure':
      return ['type'];
    case 'microphone-missing':
    case 'microphone-refused':
    case 'microphone-busy':
      return ['again', 'type'];
    default:
      return ['again'];
  }
}

/** What getUserMedia's rejection means; the names are those of the Media Capture specification. */
export function microphoneProblem(error: unknown): CallProblem {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new CallProblem('microphone-missing');
    case 'NotReadableError':
    case 'AbortError':
      return new CallProblem('microphone-busy');
    default:
      return new CallProblem('microphone-refused');
  }
}

/** What an HTTP answer other than success means; the server's own words are added where it gave some. */
export function refusal(status: number, body: string): CallProblem {
  const words = serversWords(body);
  switch (status) {
    case 401:
    case 403:
      return new CallProblem('not-allowed', words);
    case 429:
    case 503:
      return new CallProblem('server-full');
    case 502:
    case 504:
      return new CallProblem('server-down');
    default:
      return new CallProblem('server-refused', words ?? `HTTP ${status}`);
  }
}

function serversWords(body: string): string | undefined {
  try {
    const message: unknown = (JSON.parse(body) as { error?: { message?: unknown } }).error?.message;
    return typeof message === 'string' && message !== '' ? message : undefined;
  } catch {
    return undefined;
  }
}
