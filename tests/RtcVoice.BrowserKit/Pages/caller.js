// A caller that makes calls as a client of the realtime protocol does, and keeps everything that can be measured:
// the sound that came, sample by sample, the statistics of each second, and when what happened.
'use strict';

const recorderSource = `
registerProcessor('recorder', class extends AudioWorkletProcessor {
  #channels;
  #block;
  #filled = 0;
  constructor({ processorOptions: { channels } }) {
    super();
    this.#channels = channels;
    this.#block = new Int16Array(4800 * channels);
    this.port.onmessage = () => this.#post(currentFrame, true);
  }
  #post(end, isLast) {
    this.port.postMessage({ end, isLast, block: this.#block.slice(0, this.#filled) });
    this.#filled = 0;
  }
  process([input]) {
    for (let i = 0; i < 128; i++) {
      for (let c = 0; c < this.#channels; c++) {
        const sample = input[c] ? Math.max(-1, Math.min(1, input[c][i])) : 0;
        this.#block[this.#filled++] = Math.round(sample * 32767);
      }
      if (this.#filled === this.#block.length) {
        // The frame after the block's last sample.
        this.#post(currentFrame + i + 1, false);
      }
    }
    return true;
  }
});`;

/**
 * Keeps every sample of a stream, and knows at which time of the page each of them was rendered. Beside it, on the same
 * clock, it keeps what a node of its context plays, where it is given one.
 */
class Recorder {
  /** The node, to be set before the recording begins; it becomes the second channel. */
  said;
  #context;
  #node;
  #blocks = [];
  #flushed;
  #firstFrame;
  #base = Infinity;
  #clock = [];

  static async create() {
    const recorder = new Recorder();
    recorder.#context = new AudioContext({ sampleRate: 48000, latencyHint: 'interactive' });
    await recorder.#context.audioWorklet.addModule(URL.createObjectURL(new Blob([recorderSource], { type: 'text/javascript' })));
    await recorder.#context.resume();
    return recorder;
  }

  get context() {
    return this.#context;
  }

  /** Begins. A remote stream reaches WebAudio in Chromium only while an audio element plays it as well. */
  record(stream, sounding) {
    const channels = this.said ? 2 : 1;
    const node = this.#node = new AudioWorkletNode(this.#context, 'recorder', {
      numberOfOutputs: 0, channelCount: channels, channelCountMode: 'explicit', channelInterpretation: 'discrete', processorOptions: { channels },
    });
    node.port.onmessage = ({ data: { end, isLast, block } }) => {
      const now = performance.now();
      this.#firstFrame ??= end - block.length / channels;
      // The message that came fastest tells best when the recording's first sample was rendered.
      this.#base = Math.min(this.#base, now - (end - this.#firstFrame) / 48);
      this.#clock.push({ frame: end, at: now });
      this.#blocks.push(block);
      if (block.some((sample, i) => i % 16 === 0 && Math.abs(sample) > 300)) {
        sounding();
      }
      if (isLast) {
        this.#flushed();
      }
    };
    this.source = this.#context.createMediaStreamSource(stream);
    /** What is recorded has passed here: a page may turn it down as it would its loudspeaker. */
    this.volume = new GainNode(this.#context);
    const tracks = new ChannelMergerNode(this.#context, { numberOfInputs: channels });
    this.source.connect(this.volume).connect(tracks, 0, 0);
    this.said?.connect(tracks, 0, 1);
    tracks.connect(node);
  }

  /** Ends, and hands over what was recorded. */
  async finish() {
    if (this.#node) {
      await new Promise((resolve) => {
        this.#flushed = resolve;
        this.#node.port.postMessage('flush');
      });
    }
    const length = this.#blocks.reduce((sum, b) => sum + b.length, 0);
    const pcm = new Int16Array(length);
    let filled = 0;
    for (const block of this.#blocks) {
      pcm.set(block, filled);
      filled += block.length;
    }
    await this.#context.close();
    return {
      rate: this.#context.sampleRate,
      channels: this.said ? 2 : 1,
      firstFrame: this.#firstFrame ?? 0,
      recordingStart: this.#base,
      recording: await base64(new Blob([pcm])),
      // When each block's last frame had been rendered, at the latest.
      clock: this.#clock,
    };
  }
}

class Caller {
  times = {};
  channels = {};
  events = [];
  stats = [];
  states = [];
  #signal = new EventTarget();

  async prepare({ microphone }) {
    this.recorder = await Recorder.create();
    this.microphone = microphone ? await navigator.mediaDevices.getUserMedia({
      // Untouched: what the server hears is what the file holds.
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    }) : undefined;
  }

  async call({ endpoint, key, transport = 'udp', gather = false, channels = ['oai-events'], through }) {
    this.begin({ key, transport, through });
    const connection = new RTCPeerConnection();
    this.follow(connection);
    connection.addEventListener('track', (e) => this.#play(e));
    if (this.microphone) {
      connection.addTrack(this.microphone.getAudioTracks()[0], this.microphone);
    } else {
      connection.addTransceiver('audio', { direction: 'recvonly' });
    }
    channels.forEach((label) => this.listen(connection.createDataChannel(label)));
    await this.#offer('POST', endpoint, gather);
    await this.connected();
    return this.times;
  }

  /** Notes how the call is made, and that it is being made. */
  begin({ key, transport = 'udp', through }) {
    this.#transport = transport;
    this.#through = through;
    this.#headers = key ? { Authorization: `Bearer ${key}` } : {};
    this.#mark('start');
  }

  /** Measures a connection: what is heard by it, and what becomes of it. */
  follow(connection) {
    this.connection = connection;
    connection.addEventListener('track', (e) => {
      this.#mark('track');
      this.recorder.record(streamOf(e), () => this.sounding());
    });
    connection.addEventListener('connectionstatechange', () => {
      this.states.push({ at: performance.now(), state: connection.connectionState });
      if (connection.connectionState === 'connected') {
        this.#mark('connected');
      }
      this.#signal.dispatchEvent(new Event('state'));
    });
  }

  /** Keeps what comes on a data channel of the connection, and when it was opened. */
  listen(channel) {
    const { label } = channel;
    this.channels[label] = channel;
    channel.addEventListener('open', () => this.#mark(`open:${label}`));
    channel.addEventListener('message', (e) => {
      let body = e.data;
      try {
        body = JSON.parse(e.data);
      } catch {
        // Not every channel speaks JSON.
      }
      this.events.push({ at: performance.now(), channel: label, body });
      this.received(label, body);
      this.#signal.dispatchEvent(new Event('event'));
    });
  }

  /** The answer with nothing but the transport and the way that the call is to take. */
  redirect(answer) {
    // A call is left the one transport that it is to measure: Chromium goes over to TCP where UDP checks go astray.
    const unwanted = new RegExp(`^a=candidate:\\S+ \\d+ (?!${this.#transport} ).*\r\n`, 'gmi');
    const sdp = answer.replace(unwanted, '');
    // Address and port of each candidate, where the call goes through a relay.
    return this.#through ? sdp.replace(/^(a=candidate:\S+ \d+ udp \d+) \S+ \d+/gmi, `$1 ${this.#through}`) : sdp;
  }

  /** Resolves when the call is connected. */
  async connected() {
    this.#poll = setInterval(() => this.sample(), 1000);
    await this.#until(() => this.states.some((s) => s.state === 'connected' || s.state === 'failed'));
    if (this.connection.connectionState !== 'connected') {
      throw new Error(`The call did not connect: ${this.connection.connectionState}, ${this.connection.iceConnectionState}.`);
    }
  }

  /** Another offer for the same call, patched onto the call's own address. */
  async offerAgain({ iceRestart = false, gather = false } = {}) {
    const before = performance.now();
    const ufrag = () => /a=ice-ufrag:(\S+)/.exec(this.connection.remoteDescription.sdp)[1];
    const old = ufrag();
    if (iceRestart) {
      this.connection.restartIce();
    }
    await this.#offer('PATCH', this.location, gather);
    return { took: performance.now() - before, restarted: ufrag() !== old };
  }

  async hangUp() {
    const reply = await fetch(`${this.location}/hangup`, { method: 'POST', headers: this.#headers });
    return reply.status;
  }

  send(label, text) {
    this.channels[label].send(text);
  }

  /** A message came on a data channel. */
  received() {
  }

  /** A part of the recording, about 0.1 s, has sound. */
  sounding() {
    this.#mark('sounding');
  }

  /** Resolves when an event of this type has come, with the event. */
  async event(type, timeout = 10000) {
    await this.#until(() => this.events.some((e) => e.body?.type === type), timeout);
    return this.events.find((e) => e.body?.type === type).body;
  }

  async sample() {
    const at = performance.now();
    const report = await this.connection.getStats();
    const all = [...report.values()];
    const audio = (type) => all.find((s) => s.type === type && s.kind === 'audio');
    const transport = all.find((s) => s.type === 'transport');
    const pair = transport && report.get(transport.selectedCandidatePairId);
    this.stats.push({
      at,
      inbound: audio('inbound-rtp'),
      outbound: audio('outbound-rtp'),
      remoteInbound: audio('remote-inbound-rtp'),
      playout: audio('media-playout'),
      pair: pair && {
        roundTripTime: pair.currentRoundTripTime,
        protocol: report.get(pair.localCandidateId)?.protocol,
        local: report.get(pair.localCandidateId)?.address,
        remote: `${report.get(pair.remoteCandidateId)?.address}:${report.get(pair.remoteCandidateId)?.port}`,
      },
      transport: transport && { srtpCipher: transport.srtpCipher, dtlsCipher: transport.dtlsCipher, tlsVersion: transport.tlsVersion },
    });
  }

  /** Ends the recording and hands everything over. */
  async finish() {
    clearInterval(this.#poll);
    if (this.connection.connectionState !== 'closed') {
      await this.sample();
    }
    this.connection.close();
    this.microphone?.getTracks().forEach((t) => t.stop());
    return {
      ...await this.recorder.finish(),
      timeOrigin: performance.timeOrigin,
      times: this.times,
      states: this.states,
      stats: this.stats,
      events: this.events,
      offer: this.offer,
      answer: this.answer,
      location: this.location,
    };
  }

  #poll;
  #transport = 'udp';
  #through;
  #headers = {};

  async #offer(method, target, gather) {
    const connection = this.connection;
    await connection.setLocalDescription();
    if (gather && connection.iceGatheringState !== 'complete') {
      await new Promise((resolve) => {
        connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && resolve();
      });
    }
    this.offer = connection.localDescription.sdp;
    this.#mark('offered');
    const far = globalThis.farPeer;
    const reply = far
      ? await far.answer(this.offer)
      : await fetch(target, { method, headers: { ...this.#headers, 'Content-Type': 'application/sdp' }, body: this.offer });
    this.#mark('answered');
    this.answer = await reply.text();
    if (!reply.ok) {
      throw new Error(`The offer was refused: ${reply.status} ${this.answer}`);
    }
    const location = reply.headers.get('Location');
    this.location = location ? new URL(location, reply.url || document.baseURI).href : this.location;
    this.status = reply.status;
    await connection.setRemoteDescription({ type: 'answer', sdp: this.redirect(this.answer) });
  }

  #play(e) {
    this.player = new Audio();
    this.player.srcObject = streamOf(e);
    void this.player.play();
  }

  #mark(name) {
    this.times[name] ??= performance.now();
  }

  async #until(condition, timeout = 30000) {
    const deadline = performance.now() + timeout;
    while (!condition()) {
      const left = deadline - performance.now();
      if (left <= 0) {
        throw new Error(`Waited ${timeout} ms in vain for ${condition}.`);
      }
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 250));
        const wake = () => { clearTimeout(timer); resolve(); };
        this.#signal.addEventListener('state', wake, { once: true });
        this.#signal.addEventListener('event', wake, { once: true });
      });
    }
  }
}

function streamOf(trackEvent) {
  return trackEvent.streams[0] ?? new MediaStream([trackEvent.track]);
}

async function base64(blob) {
  const url = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(blob);
  });
  return url.slice(url.indexOf(',') + 1);
}

globalThis.Recorder = Recorder;
globalThis.Caller = Caller;
globalThis.caller = new Caller();
