/** What goes on in a call, as far as the events of the realtime protocol tell. */
export type Doing = 'listening' | 'thinking' | 'speaking';

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

  /** Whether an answer is being made, which can be cancelled. */
  get isResponding(): boolean {
    return this.#responses.size > 0;
  }

  /** The person has typed something and waits for an answer. */
  await(): void {
    this.#isAwaited = true;
  }

  /** Follows an event; true when that changed what goes on. */
  take(event: { type: string }): boolean {
    const before = this.doing;
    this.#follow(event as { type: string; response?: { id: string } });
    return this.doing !== before;
  }

  #follow({ type, response }: { type: string; response?: { id: string } }): void {
    switch (type) {
      case 'input_audio_buffer.speech_started':
      case 'input_audio_buffer.cleared':
      case 'error':
        this.#isAwaited = false;
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
