import { OutputDelay } from './outputDelay';
import { Playout } from './playout';
import { CallProblem, microphoneProblem, refusal } from './problem';

export type CallState = 'asking' | 'connecting' | 'talking' | 'recovering' | 'ended';

export interface CallListener {
  /** The call went into another state; an ending that nobody asked for says why. */
  changed(state: CallState, problem?: CallProblem): void;
  /** The microphone is open. */
  microphone(stream: MediaStream): void;
  /** The assistant's voice has a track; it may not have sounded yet. */
  voice(stream: MediaStream): void;
  /** The voice has to be silent at once, or may sound again. */
  silence(isSilent: boolean): void;
  /** A server event of the realtime protocol came on the data channel. */
  event(event: { type: string }): void;
}

export interface CallOptions {
  /** Where offers are posted. */
  endpoint: string;
  /** An ephemeral key, where the server asks for one. */
  key?: string;
  /** What the page plays with: its delay stands in where the connection does not tell its own. */
  audio?: AudioContext;
}

/** A call that has no media path by then is given up: ICE alone would try for half a minute. */
const connectTimeout = 15_000;

/** How long a broken path may take to heal before the call ends, as long as OpenAI's client waits. */
const recoveryTimeout = 5_000;

/** One call with the server, from the click to the hang-up. */
export class Call {
  readonly #connection = new RTCPeerConnection();
  readonly #events = this.#connection.createDataChannel('oai-events');
  readonly #options: CallOptions;
  readonly #listener: CallListener;
  readonly #outputDelay: OutputDelay;
  readonly #playout: Playout;
  #microphone: MediaStream | undefined;
  #location: string | undefined;
  #state: CallState = 'asking';
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(options: CallOptions, listener: CallListener) {
    this.#options = options;
    this.#listener = listener;
    this.#outputDelay = new OutputDelay(this.#connection, options.audio);
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

  /** Starts a call; every outcome is told to the listener. */
  static start(options: CallOptions, listener: CallListener): Call {
    const call = new Call(options, listener);
    void call.#connect().catch((error: unknown) => call.#end(
      error instanceof CallProblem ? error : new CallProblem('server-refused', String(error))));
    return call;
  }

  get state(): CallState {
    return this.#state;
  }

  /** Sends an event of the realtime protocol; false when the channel is not open. */
  send(event: { type: string }): boolean {
    if (this.#events.readyState !== 'open') {
      return false;
    }
    this.#events.send(JSON.stringify(event));
    return true;
  }

  /** Ends the call on both sides. */
  hangUp(): void {
    this.#end();
  }

  async #connect(): Promise<void> {
    this.#change('asking');
    const microphone = await this.#openMicrophone();
    if (this.#ended()) {
      stop(microphone);
      return;
    }

    this.#microphone = microphone;
    this.#listener.microphone(microphone);
    for (const track of microphone.getAudioTracks()) {
      this.#connection.addTrack(track, microphone);
    }

    this.#change('connecting');
    // The offer goes at once, without candidates: the server has a public port and learns ours from the first check.
    await this.#connection.setLocalDescription();
    const sdp = await this.#exchange(this.#connection.localDescription?.sdp ?? '');
    if (!this.#ended()) {
      await this.#connection.setRemoteDescription({ type: 'answer', sdp });
      this.#giveUpAfter(connectTimeout, 'no-route');
    }
  }

  async #openMicrophone(): Promise<MediaStream> {
    try {
      return await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
    } catch (error) {
      throw microphoneProblem(error);
    }
  }

  async #exchange(offer: string): Promise<string> {
    const headers: Record<string, string> = { 'Content-Type': 'application/sdp' };
    if (this.#options.key) {
      headers['Authorization'] = `Bearer ${this.#options.key}`;
    }

    let response: Response;
    try {
      response = await fetch(this.#options.endpoint, { method: 'POST', headers, body: offer });
    } catch {
      throw new CallProblem('server-down');
    }

    const body = await response.text();
    if (!response.ok) {
      throw refusal(response.status, body);
    }

    const location = response.headers.get('Location');
    this.#location = location ? new URL(location, response.url).href : undefined;
    if (this.#ended()) {
      // Hung up while the server was answering: only now is it known which call to end.
      this.#tellServer();
    }

    return body;
  }

  #connectionChanged(): void {
    switch (this.#connection.connectionState) {
      case 'connected':
        clearTimeout(this.#timer);
        this.#change('talking');
        break;
      case 'disconnected':
        this.#change('recovering');
        this.#giveUpAfter(recoveryTimeout, 'lost');
        break;
      case 'failed':
      case 'closed':
        this.#end(new CallProblem(this.#state === 'connecting' ? 'no-route' : 'lost'));
        break;
    }
  }

  #giveUpAfter(milliseconds: number, kind: 'no-route' | 'lost'): void {
    clearTimeout(this.#timer);
    if (this.#connection.connectionState !== 'connected') {
      this.#timer = setTimeout(() => this.#end(new CallProblem(kind)), milliseconds);
    }
  }

  #end(problem?: CallProblem): void {
    if (this.#ended()) {
      return;
    }

    clearTimeout(this.#timer);
    this.#outputDelay.stop();
    this.#playout.stop();
    this.#change('ended', problem);
    this.#tellServer();
    this.#connection.close();
    stop(this.#microphone);
  }

  /** A beacon outlives the page, so that closing the tab ends the server's side too. */
  #tellServer(): void {
    if (this.#location) {
      navigator.sendBeacon(`${this.#location}/hangup`);
      this.#location = undefined;
    }
  }

  #ended(): boolean {
    return this.#state === 'ended';
  }

  #change(state: CallState, problem?: CallProblem): void {
    if (!this.#ended()) {
      this.#state = state;
      this.#listener.changed(state, problem);
    }
  }
}

function stop(stream: MediaStream | undefined): void {
  stream?.getTracks().forEach((track) => track.stop());
}
