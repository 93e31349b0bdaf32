/** What goes on in a call, as far as the events of the realtime protocol tell. */
export type Doing = 'listening' | 'thinking' | 'speaking';

interface Happening {
  type: string;
  response?: { id: string };
  error?: { code?: string | null };
}

/** Follows whose turn it is: the person's, the assistant's thoughts', or its voice's. */
export class Activity {
  readonly #responses = new Set<string>();
  #isSounding = false;
  #isAwaited = false;

  get doing(): Doing {
    if (this.#isSounding) {
      return 'speaking';
    }
    return this.#isAwaited || this.#responses.size > 0 ? 'thinking' : 'listening';
  }

  /** The person has typed something and waits for an answer. */
  await(): void {
    this.#isAwaited = true;
  }

  /** Follows an event; true when that changed what goes on. */
  take(event: { type: string }): boolean {
    const before = this.doing;
    this.#follow(event as Happening);
    return this.doing !== before;
  }

  #follow({ type, response, error }: Happening): void {
    switch (type) {
      case 'input_audio_buffer.speech_started':
      case 'input_audio_buffer.cleared':
        this.#isAwaited = false;
        break;
      case 'error':
        this.#isAwaited &&= error?.code === 'response_cancel_not_active';
        break;
      case 'input_audio_buffer.committed':
        this.#isAwaited = true;
        break;
      case 'response.created':
        this.#isAwaited = false;
        this.#responses.add(response?.id ?? '');
        break;
      case 'response.done':
        this.#isAwaited = false;
        this.#responses.delete(response?.id ?? '');
        break;
      case 'output_audio_buffer.started':
        this.#isSounding = true;
        break;
      case 'output_audio_buffer.stopped':
      case 'output_audio_buffer.cleared':
        this.#isSounding = false;
        break;
    }
  }
}
