import { DelayLine } from './delayLine';

/** What is said to the worklet: to keep what comes from so many seconds ago on, or to give it. */
export type DelayLineMessage = { mark: number } | 'begin';

// The types of an AudioWorkletGlobalScope are in no library of TypeScript's.
declare const sampleRate: number;
declare const registerProcessor: (name: string, processor: new () => AudioWorkletProcessor) => void;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  abstract process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

registerProcessor('rtcvoice-delay-line', class extends AudioWorkletProcessor {
  readonly #line = new DelayLine(sampleRate);

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<DelayLineMessage>) => {
      if (data === 'begin') {
        this.#line.begin();
      } else {
        this.#line.mark(data.mark);
      }
    };
  }

  process([input]: Float32Array[][], [output]: Float32Array[][]): boolean {
    this.#line.pass(input?.[0], output![0]!);
    return true;
  }
});
