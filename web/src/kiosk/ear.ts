import { keepRunning } from '../keepRunning';
import { CallProblem, microphoneProblem } from '../problem';
import { OpeningWords } from './openingWords';
import { look, type Moment } from './voicing';

export interface EarListener {
  /** What the next `duration` ms sounded like. */
  heard(sound: Moment, duration: number): void;
  /** The microphone has gone. */
  lost(): void;
}

/** Listens to a microphone in the page alone: sound is looked at, and the last of it kept for a call that it may begin. */
export class Ear {
  readonly #stream: MediaStream;
  readonly #listener: EarListener;
  readonly #words: OpeningWords;

  private constructor(stream: MediaStream, context: AudioContext, words: OpeningWords, listener: EarListener) {
    this.#words = words;
    this.#stream = stream;
    this.#listener = listener;
    words.listen((samples) => listener.heard(look(samples, context.sampleRate), samples.length / context.sampleRate * 1_000));
    // Told only of a device that went away, not of one that we close.
    stream.getAudioTracks()[0]?.addEventListener('ended', this.#lost);
  }

  /** Opens the microphone. @throws CallProblem when it, or the browser's leave to listen to it unasked, cannot be had */
  static async open(listener: EarListener): Promise<Ear> {
    if (!navigator.mediaDevices) {
      throw new CallProblem(globalThis.isSecureContext ? 'unsupported' : 'insecure');
    }
    let stream: MediaStream;
    try {
      // As loud as it is, else nobody is near or far. Nothing sounds meanwhile that could echo.
      stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
    } catch (error) {
      throw microphoneProblem(error);
    }

    const context = keepRunning(new AudioContext());
    try {
      if (context.state !== 'running' && !await starts(context)) {
        throw new CallProblem('unsupported', 'the browser plays and hears nothing before the first touch: allow autoplay');
      }
      return new Ear(stream, context, await OpeningWords.keep(context, stream), listener);
    } catch (error) {
      stream.getTracks().forEach((track) => track.stop());
      void context.close();
      throw error;
    }
  }

  /** Lets go of the microphone. */
  close(): void {
    this.#leave();
    this.#words.close();
  }

  /** Listens no more, and hands the microphone over to a call with what somebody has begun to say; whoever gets it closes it. */
  handOver(): OpeningWords {
    this.#leave();
    this.#words.mark();
    return this.#words;
  }

  #leave(): void {
    this.#stream.getAudioTracks()[0]?.removeEventListener('ended', this.#lost);
  }

  readonly #lost = (): void => this.#listener.lost();
}

/** How long a browser takes to start an audio context that it lets start at all, in ms. */
const startTime = 2_000;

/** A context that may not start leaves the promise of `resume` open for good. */
async function starts(context: AudioContext): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => { timer = setTimeout(resolve, startTime); });
  await Promise.race([context.resume().catch(() => {}), late]);
  clearTimeout(timer);
  return context.state === 'running';
}
