import { Activity } from './activity';
import { Call, type CallState } from './call';
import { Microphone } from './microphone';
import { CallProblem } from './problem';
import { Resumption, retellEntries, retellServers, type HeardItem, type Retelling } from './resumption';
import type { Signalling } from './signalling';
import type { Speaker } from './speaker';
import { Transcript } from './transcript';

/** Where a conversation is: `asking` for the microphone, on a call, looking for a lost one, or over. */
export type Stage = 'asking' | 'connecting' | 'talking' | 'reconnecting' | 'ended';

/** What the person should know of a call that was had back. */
export type Notice = 'resumed' | 'resumed-in-part';

export interface ConversationListener {
  /** It went into another stage; an ending that nobody asked for says why. */
  changed(stage: Stage, problem?: CallProblem): void;
  microphone(stream: MediaStream): void;
  voice(stream: MediaStream): void;
  /** The call was lost and another one goes on where it broke off. */
  noticed(notice: Notice): void;
  /** The call goes on, but the person is not heard as they wish. */
  troubled(problem: CallProblem): void;
  /** A server event of the realtime protocol, when transcript and activity have taken it. */
  event(event: { type: string }): void;
}

export interface ConversationOptions {
  signalling: Signalling;
  speaker: Speaker;
  /** False for a person who cannot be heard, and types; a stream where the page has what they are heard by. */
  microphone: boolean | MediaStream;
  /** The microphone that they chose before. */
  device?: string | undefined;
  audio?: AudioContext | undefined;
}

/** A new call is tried for so long after the last one was lost, and so often. */
const resumePatience = 45_000;
const resumeInterval = 2_000;

/** A second greeting is cut by then, and nobody has asked for anything that could be answered. */
const resumeSilence = 1_000;

/** What a person and an assistant say to each other, over one call or, where that is lost, over the next. */
export class Conversation {
  readonly transcript = new Transcript((event) => this.send(event));
  readonly #options: ConversationOptions;
  readonly #listener: ConversationListener;
  #activity = new Activity();
  #microphone: Microphone | undefined;
  #call: Call | undefined;
  #resumption: Resumption | undefined;
  #stage: Stage = 'asking';
  #isMuted = false;
  #lostAt: number | undefined;
  #next: ReturnType<typeof setTimeout> | undefined;
  #isPartial = false;

  private constructor(options: ConversationOptions, listener: ConversationListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Starts one; every outcome is told to the listener. */
  static start(options: ConversationOptions, listener: ConversationListener): Conversation {
    const conversation = new Conversation(options, listener);
    void conversation.#begin().catch((error: unknown) => conversation.#end(
      error instanceof CallProblem ? error : new CallProblem('server-refused', String(error))));
    return conversation;
  }

  get stage(): Stage {
    return this.#stage;
  }

  get activity(): Activity {
    return this.#activity;
  }

  /** The address of the call at the server that is on, or was last. */
  get location(): string | undefined {
    return this.#call?.location;
  }

  /** The microphone that is open. */
  get microphone(): Microphone | undefined {
    return this.#microphone;
  }

  /** Sends an event of the realtime protocol; false when no call is on. */
  send(event: { type: string }): boolean {
    return this.#call?.send(event) ?? false;
  }

  /** Says something in writing, and asks for an answer; false when no call is on. */
  say(text: string): boolean {
    const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
    if (!this.send({ type: 'conversation.item.create', item } as { type: string })) {
      return false;
    }

    // Who types while the assistant speaks has cut in as much as one who speaks.
    this.#resumption?.end();
    // An answer may have begun that we have not been told of yet: to cancel none is an error that does no harm.
    this.send({ type: 'response.cancel' });
    this.send({ type: 'output_audio_buffer.clear' });
    this.send({ type: 'response.create' });
    this.#activity.await();
    return true;
  }

  mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
    this.#microphone?.mute(isMuted);
  }

  /** The person is heard by another microphone from now on, the system's choice when none is named; the last one stays where it cannot be had. */
  async hearBy(device?: string): Promise<void> {
    try {
      await this.#microphone?.change(device);
      if (this.#ended()) {
        this.#microphone?.close();
      } else {
        await this.#listen();
      }
    } catch (error) {
      if (error instanceof CallProblem && !this.#ended()) {
        this.#listener.troubled(error);
      }
    }
  }

  stats(): Promise<RTCStatsReport> | undefined {
    return this.#call?.stats();
  }

  /** What the server tells of the call; null when there is none or it cannot. */
  async figures<T>(): Promise<T | null> {
    return this.location ? this.#options.signalling.look<T>(this.location, '') : null;
  }

  hangUp(): void {
    this.#end();
  }

  async #begin(): Promise<void> {
    if (!('RTCPeerConnection' in globalThis)) {
      throw new CallProblem('unsupported');
    }

    const { microphone: wanted, device } = this.#options;
    if (wanted) {
      this.#change('asking');
      const microphone = wanted === true ? await Microphone.open(device) : Microphone.of(wanted);
      if (this.#ended()) {
        microphone.close();
        return;
      }
      this.#microphone = microphone;
      await this.#listen();
    }

    this.#change('connecting');
    this.#dial();
  }

  async #listen(): Promise<void> {
    const microphone = this.#microphone;
    if (microphone) {
      microphone.mute(this.#isMuted);
      this.#listener.microphone(microphone.stream);
      // Told only of a device that went away, not of one that we close.
      microphone.track?.addEventListener('ended', () => void this.hearBy(), { once: true });
      await this.#call?.hearBy(microphone.track ?? null);
    }
  }

  #dial(): void {
    const { signalling, speaker, audio } = this.#options;
    const call = this.#call = Call.start({ signalling, microphone: this.#microphone?.track, audio }, {
      changed: (state, problem) => this.#callChanged(call, state, problem),
      voice: (stream) => this.#listener.voice(stream),
      silence: (isSilent) => speaker.silence(isSilent),
      event: (event) => {
        this.#resumption?.take(event);
        this.transcript.take(event);
        this.#activity.take(event);
        this.#listener.event(event);
      },
    });
  }

  #callChanged(call: Call, state: CallState, problem: CallProblem | undefined): void {
    switch (state) {
      case 'talking':
        if (this.#lostAt !== undefined) {
          this.#lostAt = undefined;
          setTimeout(() => this.#options.speaker.silence(false), resumeSilence);
          this.#listener.noticed(this.#isPartial ? 'resumed-in-part' : 'resumed');
        }
        this.#change('talking');
        break;
      case 'recovering':
        this.#change('reconnecting');
        break;
      case 'ended':
        if (this.#mayResume(problem)) {
          void this.#resume(call);
        } else {
          this.#end(problem);
        }
        break;
    }
  }

  #mayResume(problem: CallProblem | undefined): boolean {
    if (this.#ended() || !problem) {
      return false;
    }
    if (this.#lostAt === undefined) {
      return problem.kind === 'lost';
    }
    // The attempts to have it back: a key that is refused stays refused.
    return performance.now() - this.#lostAt < resumePatience
      && ['lost', 'server-down', 'server-full', 'no-route', 'no-token'].includes(problem.kind);
  }

  async #resume(lost: Call): Promise<void> {
    this.#change('reconnecting');
    if (this.#lostAt === undefined) {
      this.#lostAt = performance.now();
      await this.#recall(lost);
    } else {
      await new Promise<void>((resolve) => { this.#next = setTimeout(resolve, resumeInterval); });
    }

    if (!this.#ended()) {
      this.#activity = new Activity();
      this.#options.speaker.silence(true);
      this.#dial();
    }
  }

  /** Puts together what the next call is to be told, by what the server knows of the lost one, or else by what could be read. */
  async #recall({ location }: Call): Promise<void> {
    const known = location
      ? await this.#options.signalling.look<{ data: HeardItem[] }>(location, '/conversation')
      : null;
    this.transcript.breakOff((id) => known?.data.find(({ item }) => item.id === id)?.transcript);
    const retelling: Retelling = known ? retellServers(known.data) : retellEntries(this.transcript.entries);
    this.#isPartial = retelling.isPartial;
    this.#resumption = new Resumption(retelling, (event) => this.send(event));
  }

  #end(problem?: CallProblem): void {
    if (this.#ended()) {
      return;
    }

    clearTimeout(this.#next);
    this.transcript.breakOff(() => undefined);
    this.#change('ended', problem);
    this.#call?.hangUp();
    this.#microphone?.close();
    this.#options.speaker.stop();
  }

  #ended(): boolean {
    return this.#stage === 'ended';
  }

  #change(stage: Stage, problem?: CallProblem): void {
    if (!this.#ended()) {
      this.#stage = stage;
      this.#listener.changed(stage, problem);
    }
  }
}
