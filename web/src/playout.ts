/** The data channel on which a page tells what it has played of the assistant's voice. */
export const playoutChannel = 'rtcvoice-playout';

/** Often enough that the server's guess between two reports stays within a packet or so. */
const reportInterval = 150;

/** What is older says nothing of now; the server takes no more. */
const longestAge = 1_000;

/** What was under way when the server cut has arrived by then: what sounds later is the next answer. */
const longestSilence = 600;

/** The same where the server only paused: the voice goes on soon if nobody cuts in, and a word of that may be lost. */
const longestHold = 300;

/** What of the voice had left the jitter buffer, and when, on the page's clock in ms since 1970. */
interface Place {
  rtp: number;
  at: number;
}

export interface PlayoutOptions {
  /** What sound takes from the jitter buffer to the ear, in ms, as far as it is known now. */
  outputDelay(): number;
  /** Silences the voice at once, or lets it sound again; how long it still counts as heard while it falls silent, in ms (none: 0). */
  silence(isSilent: boolean): number | undefined;
}

/**
 * Tells the server what has been played, so that it knows to a few ms what was heard; and silences what is still under
 * way when the server has cut, or pauses because the person may be cutting in, so that it is not heard. A server that knows nothing of this ignores the channel.
 */
export class Playout {
  readonly #connection: RTCPeerConnection;
  readonly #options: PlayoutOptions;
  readonly #channel: RTCDataChannel;
  #reports: ReturnType<typeof setInterval> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  /** Where it fell silent. */
  #silentFrom: Place | undefined;

  /** Opens the channel: at once on a connection that has one already, else with its first offer. */
  constructor(connection: RTCPeerConnection, options: PlayoutOptions) {
    this.#connection = connection;
    this.#options = options;
    // A report that comes late is worse than none.
    this.#channel = connection.createDataChannel(playoutChannel, { ordered: false, maxRetransmits: 0 });
    this.#channel.onopen = () => {
      this.#reports = setInterval(() => this.#report('played'), reportInterval);
    };
    this.#channel.onmessage = (e) => {
      switch (typeOf(e.data)) {
        case 'hold':
          this.#fallSilent(longestHold);
          break;
        case 'resume':
          this.#soundAgain();
          break;
      }
    };
    this.#channel.onclose = () => this.stop();
  }

  /** Takes a server event of the realtime protocol. */
  take(event: { type: string }): void {
    switch (event.type) {
      case 'output_audio_buffer.cleared':
        this.#fallSilent(longestSilence);
        break;
      case 'output_audio_buffer.started':
        this.#soundAgain();
        break;
    }
  }

  /** Ends the reports; the voice is not left silent. */
  stop(): void {
    clearInterval(this.#reports);
    this.#soundAgain();
  }

  #fallSilent(longest: number): void {
    if (this.#silence === undefined) {
      const heardOfFade = this.#options.silence(true) ?? 0;
      const place = this.#place();
      this.#silentFrom = place && { rtp: place.rtp, at: place.at - heardOfFade };
    }
    // Told again where a cut follows a pause: the first report may not have come.
    this.#report('muted', this.#silentFrom);
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#soundAgain(), longest);
  }

  #soundAgain(): void {
    if (this.#silence !== undefined) {
      clearTimeout(this.#silence);
      this.#silence = undefined;
      this.#options.silence(false);
    }
  }

  #place(): Place | undefined {
    const source = this.#connection.getReceivers().find((r) => r.track.kind === 'audio')?.getSynchronizationSources()[0];
    return source && { rtp: source.rtpTimestamp, at: source.timestamp };
  }

  #report(type: 'played' | 'muted', place = this.#place()): void {
    if (!place || this.#channel.readyState !== 'open') {
      return;
    }
    this.#channel.send(JSON.stringify({
      type,
      rtp: place.rtp,
      age: Math.min(Math.max(ageOf(place.at), 0), longestAge),
      // The volume acts in front of the sound device: what is in there when the voice falls silent is heard all the same.
      out: type === 'muted' ? 0 : this.#options.outputDelay(),
    }));
  }
}

/** Further from now than this nothing is that has just been played: it is told by another clock, in ms. */
const farthest = 10_000;

/** How long ago a browser says that something was: Chromium and Firefox tell it since 1970, the standard since the page's origin. */
function ageOf(timestamp: number): number {
  const now = performance.now();
  return [performance.timeOrigin + now - timestamp, now - timestamp].find((age) => Math.abs(age) < farthest) ?? 0;
}

function typeOf(message: unknown): unknown {
  try {
    return (JSON.parse(String(message)) as { type?: unknown } | null)?.type;
  } catch {
    return undefined;
  }
}
