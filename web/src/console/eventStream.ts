/** Takes the data out of a text/event-stream that comes in pieces (HTML Living Standard, 9.2.6). Other fields are nothing to us. */
export class EventStream {
  /** What an event may be long, in characters: a server with thousands of calls sends a few million. */
  static readonly maxEvent = 32 * 1024 * 1024;

  #rest = '';
  #data: string[] = [];
  #length = 0;

  /** Takes a piece; gives the data of each event that is whole by now. @throws RangeError when an event grows beyond all bounds. */
  take(piece: string): string[] {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop()!;
    const whole: string[] = [];
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) {
          whole.push(this.#data.join('\n'));
        }
        this.#data = [];
        this.#length = 0;
      } else if (line.startsWith('data:')) {
        const value = line.slice(line[5] === ' ' ? 6 : 5);
        this.#data.push(value);
        this.#length += value.length;
      }
    }
    if (this.#length + this.#rest.length > EventStream.maxEvent) {
      throw new RangeError('An event of the stream has no end.');
    }
    return whole;
  }
}
