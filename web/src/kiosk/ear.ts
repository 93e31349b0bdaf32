import { CallProblem, microphoneProblem } from '../problem';
import { look, type Moment } from './voicing';

/** A moment: long enough for the pitch of a voice, short beside a word; in ms. */
const moment = 40;

export interface EarListener {
  /** What the last `elapsed` ms sounded like. */
  heard(sound: Moment, elapsed: number): void;
  /** The microphone has gone. */
  lost(): void;
}

/** Listens to a microphone in the page alone: sound is looked at, and neither kept nor sent. */
export class Ear {
  readonly #stream: MediaStream;
  readonly #context: AudioContext;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #poll: ReturnType<typeof setInterval>;
  readonly #listener: EarListener;

  private constructor(stream: MediaStream, context: AudioContext, listener: EarListener) {
    this.#stream = stream;
    this.#context = context;
    this.#listener = listener;
    this.#source = context.createMediaStreamSource(stream);
    const analyser = new AnalyserNode(context, { fftSize: 2 ** Math.ceil(Math.log2(context.sampleRate * moment / 1_000)) });
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#poll = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      listener.heard(look(samples, context.sampleRate), moment);
    }, moment);
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

    const context = new AudioContext();
    if (context.state !== 'running' && !await starts(context)) {
      stream.getTracks().forEach((track) => track.stop());
      void context.close();
      throw new CallProblem('unsupported', 'the browser plays and hears nothing before the first touch: allow autoplay');
    }
    return new Ear(stream, context, listener);
  }

  /** Lets go of the microphone: a call opens it anew, by its own settings. */
  close(): void {
    clearInterval(this.#poll);
    this.#stream.getAudioTracks()[0]?.removeEventListener('ended', this.#lost);
    this.#source.disconnect();
    this.#stream.getTracks().forEach((track) => track.stop());
    void this.#context.close();
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
