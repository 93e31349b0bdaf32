/** How far the call of a function has come. */
export type CallOutcome = 'begun' | 'done' | 'failed' | 'skipped';

/** One thing that was said, or done, in a call. */
export interface Entry {
  /** The item of the conversation that it is. */
  readonly id: string;
  readonly kind: 'user' | 'assistant' | 'note';
  /** All words there are; none when nobody has made them out. Of a note, the name of the function that was called. */
  words: string;
  /** Of these, the words that were heard before the person cut in; undefined when nobody did. */
  heard: string | undefined;
  /** Whether more may come. */
  isGrowing: boolean;
  /** What came of the call, of a note. */
  outcome?: CallOutcome;
}

interface Item {
  id: string;
  type: string;
  role?: 'user' | 'assistant' | 'system';
  status?: 'in_progress' | 'completed' | 'incomplete';
  name?: string;
  content?: { text?: string | null; transcript?: string | null }[];
  error?: unknown;
}

/** The server events of the realtime protocol that a transcript is made of. */
type Happening =
  | { type: 'input_audio_buffer.speech_started' | 'input_audio_buffer.committed' | 'conversation.item.truncated' | 'conversation.item.deleted'; item_id: string }
  | { type: 'input_audio_buffer.cleared' }
  | { type: 'conversation.item.added'; item: Item; previous_item_id?: string | null }
  | { type: 'conversation.item.done' | 'conversation.item.retrieved'; item: Item }
  | { type: 'conversation.item.input_audio_transcription.delta' | 'response.output_audio_transcript.delta' | 'response.output_text.delta'; item_id: string; delta: string }
  | { type: 'conversation.item.input_audio_transcription.completed' | 'response.output_audio_transcript.done'; item_id: string; transcript: string }
  | { type: 'response.output_text.done'; item_id: string; text: string };

/** What both sides of a call have said, in order, kept up to date by the events of the realtime protocol. */
export class Transcript {
  readonly #entries: Entry[] = [];
  readonly #ask: (event: { type: string; item_id: string }) => void;

  /** @param ask sends a client event: what was heard of a message that was cut off only the server can say. */
  constructor(ask: (event: { type: string; item_id: string }) => void) {
    this.#ask = ask;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /**
   * The line broke: nothing that was under way comes to its end.
   * @param heard what the server says was heard of a message; undefined where it does not.
   */
  breakOff(heard: (id: string) => string | undefined): void {
    for (const entry of this.#entries.filter((candidate) => candidate.isGrowing)) {
      entry.isGrowing = false;
      if (entry.kind === 'assistant') {
        entry.heard = heard(entry.id) ?? entry.heard;
      }
    }
  }

  /** Follows an event; true when it changed something. */
  take(event: { type: string }): boolean {
    const happening = event as Happening;
    switch (happening.type) {
      case 'input_audio_buffer.speech_started':
        return this.#add(happening.item_id, 'user', true);
      case 'input_audio_buffer.committed':
        return this.#change(happening.item_id, (entry) => { entry.isGrowing = false; });
      case 'input_audio_buffer.cleared':
        // What the person was saying is no turn any more.
        return this.#remove((entry) => entry.kind === 'user' && entry.isGrowing);
      case 'conversation.item.added':
        return this.#addItem(happening.item, happening.previous_item_id);
      case 'conversation.item.done':
        return this.#finish(happening.item);
      case 'conversation.item.truncated':
        this.#ask({ type: 'conversation.item.retrieve', item_id: happening.item_id });
        return false;
      case 'conversation.item.retrieved':
        return this.#cut(happening.item);
      case 'conversation.item.deleted':
        return this.#remove((entry) => entry.id === happening.item_id);
      case 'conversation.item.input_audio_transcription.delta':
      case 'response.output_audio_transcript.delta':
      case 'response.output_text.delta':
        return this.#change(happening.item_id, (entry) => { entry.words += happening.delta; });
      case 'conversation.item.input_audio_transcription.completed':
      case 'response.output_audio_transcript.done':
        return this.#change(happening.item_id, (entry) => { entry.words = happening.transcript; });
      case 'response.output_text.done':
        return this.#change(happening.item_id, (entry) => { entry.words = happening.text; });
      default:
        return false;
    }
  }

  #addItem(item: Item, previous: string | null | undefined): boolean {
    if (item.type === 'function_call' || item.type === 'mcp_call') {
      this.#add(item.id, 'note', true);
      this.#change(item.id, (entry) => {
        entry.words = item.name ?? '';
        entry.outcome = 'begun';
      });
    } else if (item.type === 'message' && item.role !== 'system') {
      this.#add(item.id, item.role === 'user' ? 'user' : 'assistant', item.status === 'in_progress');
      this.#change(item.id, (entry) => { entry.words ||= wordsOf(item); });
    } else {
      return false;
    }

    this.#place(item.id, previous);
    return true;
  }

  #finish(item: Item): boolean {
    return this.#cut(item) || this.#change(item.id, (entry) => {
      entry.isGrowing = false;
      if (entry.kind === 'note') {
        entry.outcome = outcome(item);
      }
    });
  }

  #cut(item: Item): boolean {
    return item.type === 'message' && item.status === 'incomplete' && this.#change(item.id, (entry) => {
      entry.isGrowing = false;
      entry.heard = wordsOf(item);
    });
  }

  #add(id: string, kind: Entry['kind'], isGrowing: boolean): boolean {
    if (this.#entries.some((entry) => entry.id === id)) {
      return false;
    }

    this.#entries.push({ id, kind, words: '', heard: undefined, isGrowing });
    return true;
  }

  /** Puts an entry behind another one: a turn that began while somebody spoke may have ended behind what came since. */
  #place(id: string, previous: string | null | undefined): void {
    const behind = this.#entries.findIndex((entry) => entry.id === previous);
    const from = this.#entries.findIndex((entry) => entry.id === id);
    if (behind > from) {
      const [entry] = this.#entries.splice(from, 1);
      this.#entries.splice(behind, 0, entry!);
    }
  }

  #change(id: string, change: (entry: Entry) => void): boolean {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (entry) {
      change(entry);
    }
    return entry !== undefined;
  }

  #remove(isMeant: (entry: Entry) => boolean): boolean {
    const index = this.#entries.findIndex(isMeant);
    if (index >= 0) {
      this.#entries.splice(index, 1);
    }
    return index >= 0;
  }
}

/** The words of an entry that were heard, and those that nobody heard. */
export function splitWords({ words, heard }: Entry): { heard: string; unheard: string } {
  if (heard === undefined) {
    return { heard: words, unheard: '' };
  }

  return { heard, unheard: words.startsWith(heard) ? words.slice(heard.length) : '' };
}

function outcome(item: Item): CallOutcome {
  if (item.status === 'incomplete') {
    return 'skipped';
  }

  return item.error ? 'failed' : 'done';
}

function wordsOf(item: Item): string {
  return (item.content ?? []).map((part) => part.text ?? part.transcript ?? '').join('');
}
