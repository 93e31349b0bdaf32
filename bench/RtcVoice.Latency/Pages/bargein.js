// A caller whose microphone is a node of the recorder's own audio context: what it says begins at a sample that is known,
// on the clock on which everything that it hears is recorded.
'use strict';

/** A tenth of a second: by then a sound that was asked for has reached the audio thread. */
const earliest = 0.1;

/** How fast the caller turns its loudspeaker down, in seconds. */
const ramp = 0.005;

/** What is louder behind a silence as long as this is a sound of its own, in ms: a voice's pauses are shorter, mostly. */
const apart = 400;

class CuttingCaller extends Caller {
  /** What was said: the number of the clip, and its first frame on the context's clock. */
  said = [];
  /** Five times a second: the packet that had left the jitter buffer last, and when it had, by the page's time. */
  handedOn = [];
  /** What the page has told the server that its sound device takes, in ms; null where it tells nothing. */
  outputDelay = null;
  #clips = [];
  #watch;
  #isBeginning = false;
  #soundingSince = -Infinity;
  #lastSound = -Infinity;
  #apartSince = -Infinity;

  async prepare() {
    this.recorder = await Recorder.create();
    const { context } = this.recorder;
    this.recorder.said = new GainNode(context);
    const microphone = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    this.recorder.said.connect(microphone);
    // A room is never quite silent, and a node with nothing to play gives no samples at all: the microphone would stop, as
    // none does. -80 dBFS is no sound to any of the measures.
    const room = new AudioBuffer({ length: context.sampleRate, sampleRate: context.sampleRate });
    room.getChannelData(0).forEach((_, i, samples) => { samples[i] = (Math.random() - 0.5) * 2e-4; });
    const air = new AudioBufferSourceNode(context, { buffer: room, loop: true });
    air.connect(microphone);
    air.start();
    this.microphone = microphone.stream;
  }

  async call(setup) {
    await super.call(setup);
    this.watch();
  }

  /** From now on it is noted what leaves the jitter buffer. */
  watch() {
    const receiver = this.connection.getReceivers()[0];
    this.#watch = setInterval(() => {
      const source = receiver.getSynchronizationSources()[0];
      if (source) {
        this.handedOn.push({ rtp: source.rtpTimestamp, at: source.timestamp - performance.timeOrigin });
      }
    }, 200);
  }

  /** Takes clips that can be said: base64 of 16-bit PCM. */
  load(clips, rate) {
    for (const clip of clips) {
      const bytes = Uint8Array.from(atob(clip), (c) => c.charCodeAt(0));
      const pcm = new Int16Array(bytes.buffer);
      const buffer = new AudioBuffer({ length: pcm.length, sampleRate: rate });
      buffer.copyToChannel(Float32Array.from(pcm, (s) => s / 32768), 0);
      this.#clips.push(buffer);
    }
  }

  /** From now on the server is told what was played, and the voice is turned down when it has cut. */
  report(deviceDelay) {
    this.outputDelay = deviceDelay;
    this.playout = new rtcvoicePlayout.Playout(this.connection, {
      outputDelay: () => deviceDelay,
      silence: (isSilent) => this.#turn(isSilent ? 0 : 1),
    });
  }

  received(label, body) {
    if (label === 'oai-events') {
      this.playout?.take(body);
      this.#isBeginning ||= body.type === 'output_audio_buffer.started';
    }
  }

  sounding() {
    super.sounding();
    const now = performance.now();
    if (this.#isBeginning) {
      this.#isBeginning = false;
      this.#soundingSince = now;
    }
    if (now - this.#lastSound > apart) {
      this.#apartSince = now;
    }
    this.#lastSound = now;
  }

  /** Resolves when an answer has been audible for so many ms that began behind a page time; false when none is. */
  audible(after, time) {
    return this.#lasts(() => this.#soundingSince, after, time, 30000);
  }

  /** The same of any sound, of which no event need tell. */
  sounds(after, time) {
    return this.#lasts(() => this.#apartSince, after, time, 12000);
  }

  /** Says a clip; the frame of the context at which it begins. */
  say(clip) {
    const { context, said } = this.recorder;
    const source = new AudioBufferSourceNode(context, { buffer: this.#clips[clip] });
    source.connect(said);
    const frame = Math.ceil((context.currentTime + earliest) * context.sampleRate);
    source.start(frame / context.sampleRate);
    this.said.push({ clip, frame });
    return frame;
  }

  /** Sends an event of the realtime protocol as soon as its channel is open; the page time. */
  async tell(event) {
    const channel = this.channels['oai-events'];
    if (channel.readyState === 'connecting') {
      await new Promise((resolve) => { channel.addEventListener('open', resolve, { once: true }); });
    }
    const at = performance.now();
    channel.send(JSON.stringify(event));
    return at;
  }

  /** Resolves with the events of a type that came after a page time as soon as there is one; none after the timeout. */
  async after(type, time, timeout) {
    const end = performance.now() + timeout;
    for (;;) {
      const found = this.events.filter((e) => e.at > time && e.body.type === type);
      if (found.length > 0 || performance.now() > end) {
        return found;
      }
      await new Promise((resolve) => { setTimeout(resolve, 10); });
    }
  }

  /** The page's time by the wall clock, in ms since 1970. */
  wallTime() {
    return performance.timeOrigin + performance.now();
  }

  finish() {
    clearInterval(this.#watch);
    this.playout?.stop();
    return super.finish();
  }

  async #lasts(since, after, time, timeout) {
    const end = performance.now() + timeout;
    while (performance.now() < end) {
      const now = performance.now();
      if (since() > after && now - this.#lastSound < 300 && now - since() >= time) {
        return true;
      }
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    return false;
  }

  #turn(gain) {
    const { context, volume } = this.recorder;
    // Not a linear ramp: the audio thread may be past its end when it gets to know of it, and would jump. This one it
    // begins when it does, and has fallen by 29 dB in the time of the ramp.
    volume.gain.setTargetAtTime(gain, context.currentTime, ramp * 0.3);
  }
}

globalThis.caller = new CuttingCaller();
