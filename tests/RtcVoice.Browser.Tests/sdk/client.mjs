// A call by OpenAI's own client, used as its documentation says; the one thing that is ours is where it calls. Beside
// it stand our ears: the sound that it plays, every event that came, and whatever went wrong.
import { OpenAIRealtimeWebRTC, OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import { z } from 'zod';
// The package does not export these: the schemas by which it judges what servers send.
import { parseRealtimeEvent } from './node_modules/@openai/agents-realtime/dist/openaiRealtimeEvents.mjs';

class SdkCall {
  times = {};
  events = [];
  /** Where the client said that it cut answers, in ms of their sound. */
  cutAt = [];
  /** Events that are not of the form that the client expects of their type; it ignores those. */
  unknown = [];
  /** What the client reports as errors, and what it throws. */
  errors = [];
  functionCalls = [];

  constructor() {
    addEventListener('error', (e) => this.errors.push(`thrown: ${e.message}`));
    addEventListener('unhandledrejection', (e) => this.errors.push(`rejected: ${e.reason}`));
  }

  get history() {
    return this.session.history;
  }

  /** Calls over WebRTC, or over a WebSocket where the endpoint is one. */
  async connect({ endpoint, key }) {
    const transport = this.transport = endpoint.startsWith('ws')
      ? this.#socketTo(endpoint)
      : await this.#callTo(endpoint);
    transport.on('connection_change', (status) => {
      if (status === 'connecting' && !this.channel) {
        this.channel = transport.connectionState.dataChannel ?? transport.connectionState.websocket;
        this.channel.addEventListener('message', (e) => this.#take(e));
        this.#noteCuts(this.channel);
      }
    });

    const lookUpOrder = tool({
      name: 'look_up_order',
      description: 'Says where an order is.',
      parameters: z.object({ order: z.number().int().describe('The number of the order.') }),
      execute: async ({ order }) => {
        this.functionCalls.push({ order });
        return `Order ${order} left the harbour at noon.`;
      },
    });
    const agent = new RealtimeAgent({ name: 'Harbour', instructions: 'Answer in short sentences.', tools: [lookUpOrder] });
    this.session = new RealtimeSession(agent, { transport, model: 'gpt-realtime' });
    this.session.on('error', (e) => this.errors.push(JSON.stringify(e.error?.error ?? String(e.error))));
    this.#mark('start');
    await this.session.connect({ apiKey: key });
    this.#mark('connected');
    this.callId = transport.callId;
  }

  /** Over a WebSocket: speaks, 24 kHz PCM16 as base64, in parts of 100 ms. */
  say(sound) {
    const pcm = Uint8Array.from(atob(sound), (c) => c.charCodeAt(0));
    for (let from = 0; from < pcm.length; from += 4800) {
      this.session.sendAudio(pcm.slice(from, from + 4800).buffer);
    }
  }

  interrupt() {
    this.#mark('interrupted');
    this.session.interrupt();
  }

  /** Resolves when an event of this type has come that passes a test, with the event. */
  async event(type, passes = () => true) {
    for (;;) {
      const found = this.events.find((e) => e.body.type === type && passes(e.body));
      if (found) {
        return found.body;
      }
      await new Promise((resolve) => { this.channel.addEventListener('message', resolve, { once: true }); });
    }
  }

  async finish() {
    const history = this.history;
    const sound = this.recorder
      ? await this.recorder.finish()
      : { rate: 24000, recordingStart: this.times.sounding ?? 0, recording: await base64(new Blob(this.#audio)) };
    this.session.close();
    return {
      call: { ...sound, times: this.times, states: [], stats: [], events: this.events },
      callId: this.callId,
      cutAt: this.cutAt,
      unknown: this.unknown,
      errors: this.errors,
      functionCalls: this.functionCalls,
      history,
    };
  }

  #audio = [];

  async #callTo(endpoint) {
    this.recorder = await Recorder.create();
    const audioElement = this.player = new Audio();
    audioElement.addEventListener('loadedmetadata', () => {
      this.#mark('track');
      this.recorder.record(audioElement.srcObject, () => this.#mark('sounding'));
    }, { once: true });
    return new OpenAIRealtimeWebRTC({ baseUrl: endpoint, audioElement });
  }

  #socketTo(endpoint) {
    const transport = new OpenAIRealtimeWebSocket({ url: endpoint });
    transport.on('audio', ({ data }) => {
      this.#mark('sounding');
      this.#audio.push(data);
    });
    return transport;
  }

  #noteCuts(channel) {
    const send = channel.send.bind(channel);
    channel.send = (text) => {
      if (text.includes('"conversation.item.truncate"')) {
        this.cutAt.push(JSON.parse(text).audio_end_ms);
      }
      send(text);
    };
  }

  #take(message) {
    const { data, raw, isGeneric } = parseRealtimeEvent(message);
    this.events.push({ at: performance.now(), channel: 'events', body: raw ?? message.data });
    if (!data || isGeneric) {
      this.unknown.push(message.data);
    }
  }

  #mark(name) {
    this.times[name] ??= performance.now();
  }
}

globalThis.sdk = new SdkCall();
