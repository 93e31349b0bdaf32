import type { Entry } from './transcript';
import { splitWords } from './transcript';

/** An item of a conversation as a server keeps it (`GET /v1/realtime/calls/{id}/conversation`). */
export interface HeardItem {
  item: {
    id: string;
    type: string;
    role?: string;
    content?: { text?: string | null; transcript?: string | null }[];
  };
  /** Of what was said aloud, the words that were heard. */
  transcript?: string;
  interrupted?: boolean;
}

interface MessageItem {
  type: 'message';
  id: string;
  role: 'user' | 'assistant';
  status: 'completed' | 'incomplete';
  content: { type: 'input_text' | 'output_text'; text: string }[];
}

/** A conversation as it can be told to a server that knows nothing of it. */
export interface Retelling {
  items: MessageItem[];
  /** Whether something of it cannot be told: spoken turns that nobody made out, or calls of functions. */
  isPartial: boolean;
}

/** A server takes some hundred events at once; what came before these is told no more. */
export const longestRetelling = 100;

/** Retells what the server of the call that was lost still knows of it: the words that were heard. */
export function retellServers(heard: readonly HeardItem[]): Retelling {
  return retelling(heard.map(({ item, transcript, interrupted }) => ({
    id: item.id,
    role: item.type === 'message' ? item.role : undefined,
    words: transcript ?? (item.content ?? []).map((part) => part.text ?? part.transcript ?? '').join(''),
    isCut: interrupted === true,
  })));
}

/** Retells what the person could read, where the server knows nothing any more. */
export function retellEntries(entries: readonly Entry[]): Retelling {
  return retelling(entries.map((entry) => ({
    id: entry.id,
    role: entry.kind === 'note' ? undefined : entry.kind,
    words: splitWords(entry).heard,
    isCut: entry.heard !== undefined,
  })));
}

function retelling(said: { id: string; role: string | undefined; words: string; isCut: boolean }[]): Retelling {
  const items: MessageItem[] = [];
  let isPartial = said.length > longestRetelling;
  for (const { id, role, words, isCut } of said.slice(-longestRetelling)) {
    const text = words.trim();
    if (text !== '' && (role === 'user' || role === 'assistant')) {
      items.push({
        type: 'message',
        id,
        role,
        status: isCut ? 'incomplete' : 'completed',
        content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }],
      });
    } else {
      // Of an answer that was cut before a word of it was heard there is nothing to tell.
      isPartial ||= role !== 'system' && !(role === 'assistant' && isCut);
    }
  }
  return { items, isPartial };
}

/** An answer that begins this soon after a call was resumed greets somebody who has been greeted, in ms. */
const greetingTime = 3_000;

/** Begins a new call where another one broke off: tells the conversation so far, and cuts a second greeting. */
export class Resumption {
  readonly #retelling: Retelling;
  readonly #send: (event: { type: string }) => void;
  readonly #now: () => number;
  #since: number | undefined;
  #isOver = false;

  constructor(retelling: Retelling, send: (event: { type: string }) => void, now = (): number => performance.now()) {
    this.#retelling = retelling;
    this.#send = send;
    this.#now = now;
  }

  /** Follows an event of the new call. */
  take(event: { type: string }): void {
    if (event.type === 'session.created') {
      this.#since = this.#now();
      for (const item of this.#retelling.items) {
        this.#send({ type: 'conversation.item.create', item } as { type: string });
      }
    } else if (event.type === 'input_audio_buffer.speech_started') {
      this.#isOver = true;
    } else if (event.type === 'response.created' && !this.#isOver && this.#since !== undefined && this.#now() - this.#since < greetingTime) {
      this.#isOver = true;
      this.#send({ type: 'response.cancel', response_id: (event as unknown as { response: { id: string } }).response.id } as { type: string });
      this.#send({ type: 'output_audio_buffer.clear' });
    }
  }

  /** The person has asked for something: what is answered now is no greeting. */
  end(): void {
    this.#isOver = true;
  }
}
