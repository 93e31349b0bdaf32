/** Why a call could not begin or go on. Each has one plain sentence for the person who wanted to talk. */
export type ProblemKind =
  | 'insecure'
  | 'unsupported'
  | 'microphone-missing'
  | 'microphone-refused'
  | 'microphone-busy'
  | 'server-down'
  | 'not-allowed'
  | 'server-full'
  | 'server-refused'
  | 'no-route'
  | 'lost';

const sentences: Record<ProblemKind, string> = {
  'insecure': 'Browsers give the microphone to secure pages only: open this page over https, or at localhost.',
  'unsupported': 'This browser cannot make calls. A current Firefox, Chrome, Edge or Safari can.',
  'microphone-missing': 'No microphone was found. Plug one in and call again.',
  'microphone-refused': 'The microphone is blocked for this page. Allow it in the address bar and call again.',
  'microphone-busy': 'Another program is holding the microphone. Close it and call again.',
  'server-down': 'The server does not answer. Check that it is running and call again.',
  'not-allowed': 'The server wants a key that this page does not have.',
  'server-full': 'All lines are busy. Try again in a moment.',
  'server-refused': 'The server refused the call.',
  'no-route': 'The sound found no way to the server. A firewall may be blocking its media port.',
  'lost': 'The connection was lost.',
};

export class CallProblem extends Error {
  constructor(readonly kind: ProblemKind, detail?: string) {
    super(detail ? `${sentences[kind]} (${detail})` : sentences[kind]);
    this.name = 'CallProblem';
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
  switch (status) {
    case 401:
    case 403:
      return new CallProblem('not-allowed');
    case 429:
    case 503:
      return new CallProblem('server-full');
    case 502:
    case 504:
      return new CallProblem('server-down');
    default:
      return new CallProblem('server-refused', serversWords(body) ?? `HTTP ${status}`);
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
