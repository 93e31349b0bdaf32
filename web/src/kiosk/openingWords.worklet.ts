import { DelayLine } from './delayLine';
import { Moments } from './moments';

/** What is said to the worklet: to keep what comes from so many seconds ago on, and give no more moments; or to give what it has kept. */
export type OpeningWordsMessage = { mark: number } | 'begin';

// The types of an AudioWorkletGlobalScope are in no library of TypeScript's.
declare const sampleRate: number;
declare const registerProcessor: (name: string, processor: new () => AudioWorkletProcessor) => void;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  abstract process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

registerProcessor('rtcvoice-opening-words', class extends AudioWorkletProcessor {
  readonly #line = new DelayLine(sampleRate);
  /** Told of one by one, since a page that is busy looks at them late: a timer of its own would miss some. */
  #moments: Moments | undefined = new Moments(sampleRate);

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<OpeningWordsMessage>) => {
      if (data === 'begin') {
        this.#line.begin();
      } else {
        this.#moments = undefined;
        this.#line.mark(data.mark);
      }
    };
  }

  process([input]: Float32Array[][], [output]: Float32Array[][]): boolean {
    this.#line.pass(input?.[0], output![0]!);
    const moment = this.#moments?.take(input?.[0]);
    if (moment) {
      this.port.postMessage(moment, [moment.buffer]);
    }
    return true;
  }
});
