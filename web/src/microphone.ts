import { CallProblem, microphoneProblem } from './problem';

/** How a call hears: without the assistant's own voice, the room's noise, and what is too soft or too loud of the person's. */
export const callsMicrophone = { echoCancellation: true, noiseSuppression: true, autoGainControl: true } as const;

/** The person's microphone: open only during a call, and of their choice. */
export class Microphone {
  #stream: MediaStream;
  #isMuted = false;

  private constructor(stream: MediaStream) {
    this.#stream = stream;
  }

  /** Asks for a microphone. @param device the one that is wanted; any other will do where it is not there. @throws CallProblem */
  static async open(device?: string): Promise<Microphone> {
    return new Microphone(await ask(device ? { ideal: device } : undefined));
  }

  /** A microphone that is open already, or what a page hears in place of one. It is closed with this. */
  static of(stream: MediaStream): Microphone {
    return new Microphone(stream);
  }

  get stream(): MediaStream {
    return this.#stream;
  }

  get track(): MediaStreamTrack | undefined {
    return this.#stream.getAudioTracks()[0];
  }

  /** The device that is open. */
  get device(): string | undefined {
    return this.track?.getSettings().deviceId;
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  /** A muted microphone stays open and gives silence. */
  mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
    for (const track of this.#stream.getAudioTracks()) {
      track.enabled = !isMuted;
    }
  }

  /** Opens another device in place of this one, which stays when that cannot be had; the system's choice when none is named. @throws CallProblem */
  async change(device?: string): Promise<void> {
    const stream = await ask(device ? { exact: device } : undefined);
    this.close();
    this.#stream = stream;
    this.mute(this.#isMuted);
  }

  close(): void {
    this.#stream.getTracks().forEach((track) => track.stop());
  }
}

async function ask(deviceId: ConstrainDOMString | undefined): Promise<MediaStream> {
  if (!navigator.mediaDevices) {
    throw new CallProblem(globalThis.isSecureContext ? 'unsupported' : 'insecure');
  }

  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { ...callsMicrophone, ...(deviceId ? { deviceId } : {}) },
    });
  } catch (error) {
    throw microphoneProblem(error);
  }
}
