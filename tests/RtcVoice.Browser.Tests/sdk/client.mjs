// A call by OpenAI's own client, used as its documentation says; the one thing that is ours is where it calls. Beside
// it stand our ears: the sound that it plays, every event that came, and whatever went wrong.
import { OpenAIRealtimeWebRTC, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import { z } from 'zod';
// The package does not export these: the schemas by which it judges what servers send.
import { parseRealtimeEvent } from './node_modules/@openai/agents-realtime/dist/openaiRealtimeEvents.mjs';

class SdkCall {
  times = {};
  events = [];
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

  async connect({ endpoint, key }) {
    this.recorder = await Recorder.create();
    const audioElement = this.player = new Audio();
    audioElement.addEventListener('loadedmetadata', () => {
      this.#mark('track');
      this.recorder.record(audioElement.srcObject, () => this.#mark('sounding'));
    }, { once: true });
    const transport = this.transport = new OpenAIRealtimeWebRTC({ baseUrl: endpoint, audioElement });
    transport.on('connection_change', (status) => {
      if (status === 'connecting' && !this.channel) {
        this.channel = transport.connectionState.dataChannel;
        this.channel.addEventListener('message', (e) => this.#take(e));
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
    const sound = await this.recorder.finish();
    this.session.close();
    return {
      call: { ...sound, times: this.times, states: [], stats: [], events: this.events },
      callId: this.callId,
      unknown: this.unknown,
      errors: this.errors,
      functionCalls: this.functionCalls,
      history,
    };
  }

  #take(message) {
    const { data, raw, isGeneric } = parseRealtimeEvent(message);
    this.events.push({ at: performance.now(), channel: 'oai-events', body: raw ?? message.data });
    if (!data || isGeneric) {
      this.unknown.push(message.data);
    }
  }

  #mark(name) {
    this.times[name] ??= performance.now();
  }
}

globalThis.sdk = new SdkCall();
