import { callsMicrophone } from '../microphone';
import type { OpeningWordsMessage } from './openingWords.worklet';
import worklet from './openingWords.worklet.ts?worker&url';

/** Speech is told from noise only this long after it began, at the latest, in seconds. */
const reach = 2.5;

/** How soon a microphone that went away in the middle of a call is asked for again, in ms. */
const retryInterval = 2_000;

/** A microphone that begins to be heard before there is a call: what it hears is kept until there is one, and comes with a delay that pauses make good. */
export class OpeningWords {
  readonly #context: AudioContext;
  readonly #line: AudioWorkletNode;
  readonly #destination: MediaStreamAudioDestinationNode;
  #microphone: MediaStream;
  #source: MediaStreamAudioSourceNode;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  private constructor(context: AudioContext, microphone: MediaStream) {
    this.#context = context;
    this.#line = new AudioWorkletNode(context, 'rtcvoice-opening-words', { channelCount: 1, channelCountMode: 'explicit', outputChannelCount: [1] });
    this.#destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    this.#line.connect(this.#destination);
    this.#microphone = microphone;
    this.#source = context.createMediaStreamSource(microphone);
    this.#source.connect(this.#line);
  }

  /** Keeps what this microphone hears from now on. Both are closed with it. */
  static async keep(context: AudioContext, microphone: MediaStream): Promise<OpeningWords> {
    await context.audioWorklet.addModule(worklet);
    return new OpeningWords(context, microphone);
  }

  /** Tells of every moment of the microphone that it begins with, until `mark`. */
  listen(heard: (samples: Float32Array) => void): void {
    this.#line.port.onmessage = ({ data }: MessageEvent<Float32Array>) => heard(data);
  }

  /** What a call hears: silence until `begin`. */
  get stream(): MediaStream {
    return this.#destination.stream;
  }

  /** Somebody has begun to talk: from there on it is kept for the call. */
  mark(): void {
    this.#line.port.onmessage = null;
    this.#tell({ mark: reach });
    void this.#hearAsCallsDo();
  }

  /** The call can hear. */
  begin(): void {
    this.#tell('begin');
  }

  /** Lets go of the microphone. */
  close(): void {
    this.#isClosed = true;
    this.#line.port.onmessage = null;
    clearTimeout(this.#retry);
    this.#letGo();
    this.#destination.stream.getTracks().forEach((track) => track.stop());
    void this.#context.close();
  }

  /** Goes over to a microphone without the assistant's own echo. The one that was there stays until that is open. */
  async #hearAsCallsDo(): Promise<void> {
    try {
      const microphone = await navigator.mediaDevices.getUserMedia({ audio: callsMicrophone });
      if (this.#isClosed) {
        microphone.getTracks().forEach((track) => track.stop());
        return;
      }
      const source = this.#context.createMediaStreamSource(microphone);
      source.connect(this.#line);
      this.#letGo();
      this.#microphone = microphone;
      this.#source = source;
    } catch {
      // The one that listened may still be there; better that than none.
    }
    // Told only of a device that went away, not of one that we close.
    this.#microphone.getAudioTracks()[0]?.addEventListener('ended', this.#lost);
  }

  #letGo(): void {
    this.#microphone.getAudioTracks()[0]?.removeEventListener('ended', this.#lost);
    this.#source.disconnect();
    this.#microphone.getTracks().forEach((track) => track.stop());
  }

  readonly #lost = (): void => {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#hearAsCallsDo(), retryInterval);
  };

  #tell(message: OpeningWordsMessage): void {
    this.#line.port.postMessage(message);
  }
}
