import { OutputDelay } from './outputDelay';
import { Playout } from './playout';
import { CallProblem } from './problem';
import { Recovery } from './recovery';
import type { Signalling } from './signalling';

export type CallState = 'connecting' | 'talking' | 'recovering' | 'ended';

export interface CallListener {
  /** The call went into another state; an ending that nobody asked for says why. */
  changed(state: CallState, problem?: CallProblem): void;
  /** The assistant's voice has a track; it may not have sounded yet. */
  voice(stream: MediaStream): void;
  /** The voice has to be silent at once, or may sound again; how long it still counts as heard, in ms. */
  silence(isSilent: boolean): number;
  /** A server event of the realtime protocol came on the data channel. */
  event(event: { type: string }): void;
}

export interface CallOptions {
  signalling: Signalling;
  /** What the person is heard by; without one they only listen, and type. */
  microphone?: MediaStreamTrack | undefined;
  /** What the page plays with: its delay stands in where the connection does not tell its own. */
  audio?: AudioContext | undefined;
}

/** A call that has no media path by then is given up: ICE alone would try for half a minute. */
const connectTimeout = 15_000;

/** One connection to the server, from the offer to the hang-up. A path that breaks is replaced by another (ICE restart). */
export class Call {
  readonly #connection = new RTCPeerConnection();
  readonly #events = this.#connection.createDataChannel('oai-events');
  readonly #signalling: Signalling;
  readonly #listener: CallListener;
  readonly #outputDelay: OutputDelay;
  readonly #playout: Playout;
  readonly #sender: RTCRtpSender;
  readonly #recovery = new Recovery({
    restart: () => this.#restart(),
    giveUp: () => this.#end(new CallProblem('lost')),
  });
  #location: string | undefined;
  #state: CallState = 'connecting';
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor({ signalling, microphone, audio }: CallOptions, listener: CallListener) {
    this.#signalling = signalling;
    this.#listener = listener;
    // The direction is that of a call with a microphone in any case: one may be plugged in later.
    this.#sender = this.#connection.addTransceiver(microphone ?? 'audio', { direction: 'sendrecv' }).sender;
    this.#outputDelay = new OutputDelay(this.#connection, audio);
    this.#playout = new Playout(this.#connection, {
      outputDelay: () => this.#outputDelay.milliseconds,
      silence: (isSilent) => listener.silence(isSilent),
    });
    this.#connection.ontrack = (e) => listener.voice(e.streams[0] ?? new MediaStream([e.track]));
    this.#connection.onconnectionstatechange = () => this.#connectionChanged();
    // The server hung up: its goodbye closes the channel at once, while the connection would linger for seconds.
    this.#events.onclose = () => this.#end();
    this.#events.onmessage = (e) => {
      if (typeof e.data === 'string') {
        const event = JSON.parse(e.data) as { type: string };
        this.#playout.take(event);
        listener.event(event);
      }
    };
  }

  /** Starts a call; every outcome is told to the listener, none before this has returned. */
  static start(options: CallOptions, listener: CallListener): Call {
    const call = new Call(options, listener);
    void call.#connect().catch((error: unknown) => call.#end(
      error instanceof CallProblem ? error : new CallProblem('server-refused', String(error))));
    return call;
  }

  get state(): CallState {
    return this.#state;
  }

  /** The call's own address at the server, once it is known. */
  get location(): string | undefined {
    return this.#location;
  }

  /** Sends an event of the realtime protocol; false when the channel is not open. */
  send(event: { type: string }): boolean {
    if (this.#events.readyState !== 'open') {
      return false;
    }
    this.#events.send(JSON.stringify(event));
    return true;
  }

  /** The person is heard by another microphone from now on, or by none. */
  async hearBy(microphone: MediaStreamTrack | null): Promise<void> {
    await this.#sender.replaceTrack(microphone);
  }

  /** What the browser tells of the connection. */
  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  /** Ends the call on both sides. */
  hangUp(): void {
    this.#end();
  }

  async #connect(): Promise<void> {
    // The offer goes at once, without candidates: the server has a public port and learns ours from the first check.
    await this.#connection.setLocalDescription();
    const { answer, location } = await this.#signalling.call(this.#connection.localDescription?.sdp ?? '');
    this.#location = location;
    if (this.#ended()) {
      // Hung up while the server was answering: only now is it known which call to end.
      this.#tellServer();
      return;
    }

    await this.#connection.setRemoteDescription({ type: 'answer', sdp: answer });
    if (!this.#ended() && this.#connection.connectionState !== 'connected') {
      this.#timer = setTimeout(() => this.#end(new CallProblem('no-route')), connectTimeout);
    }
  }

  async #restart(): Promise<boolean> {
    if (!this.#location) {
      return false;
    }

    await this.#connection.setLocalDescription(await this.#connection.createOffer({ iceRestart: true }));
    const answer = await this.#signalling.restart(this.#location, this.#connection.localDescription?.sdp ?? '');
    if (answer === null) {
      return false;
    }
    if (!this.#ended()) {
      await this.#connection.setRemoteDescription({ type: 'answer', sdp: answer });
    }
    return true;
  }

  #connectionChanged(): void {
    switch (this.#connection.connectionState) {
      case 'connected':
        clearTimeout(this.#timer);
        this.#recovery.stop();
        this.#change('talking');
        break;
      case 'disconnected':
      case 'failed':
        if (this.#state === 'connecting') {
          if (this.#connection.connectionState === 'failed') {
            this.#end(new CallProblem('no-route'));
          }
        } else if (!this.#ended()) {
          this.#change('recovering');
          this.#recovery.begin();
        }
        break;
      case 'closed':
        this.#end(new CallProblem('lost'));
        break;
    }
  }

  #end(problem?: CallProblem): void {
    if (this.#ended()) {
      return;
    }

    clearTimeout(this.#timer);
    this.#recovery.stop();
    this.#outputDelay.stop();
    this.#playout.stop();
    this.#change('ended', problem);
    this.#tellServer();
    this.#connection.close();
  }

  #tellServer(): void {
    if (this.#location) {
      this.#signalling.hangUp(this.#location);
    }
  }

  #ended(): boolean {
    return this.#state === 'ended';
  }

  #change(state: CallState, problem?: CallProblem): void {
    if (!this.#ended() && state !== this.#state) {
      this.#state = state;
      this.#listener.changed(state, problem);
    }
  }
}
