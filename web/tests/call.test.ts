import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Call, type CallState } from '../src/call';
import type { CallProblem } from '../src/problem';

const endpoint = 'http://server.test/v1/realtime/calls';

class FakeConnection {
  static last: FakeConnection;
  connectionState = 'new';
  localDescription: { sdp: string } | undefined;
  remoteDescription: { sdp: string } | undefined;
  onconnectionstatechange: () => void = () => {};
  playout = { readyState: 'connecting', send: vi.fn(), onopen: () => {}, onclose: () => {} };
  channel = { readyState: 'connecting', send: vi.fn(), onmessage: (_: { data: unknown }) => {}, onclose: () => {} };
  tracks: unknown[] = [];
  close = vi.fn();
  getReceivers = () => [];
  getStats = async () => new Map();

  constructor() {
    FakeConnection.last = this;
  }

  createDataChannel(label: string) {
    expect(label).toBeOneOf(['oai-events', 'rtcvoice-playout']);
    return label === 'oai-events' ? this.channel : this.playout;
  }

  addTrack(track: unknown) {
    this.tracks.push(track);
  }

  async setLocalDescription() {
    this.localDescription = { sdp: 'the offer' };
  }

  async setRemoteDescription(description: { sdp: string }) {
    this.remoteDescription = description;
  }

  becomes(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange();
  }
}

function microphone() {
  const track = { stop: vi.fn() };
  return { track, getTracks: () => [track], getAudioTracks: () => [track] };
}

function answer(status = 201, body = 'the answer') {
  const response = new Response(body, { status, headers: { Location: '/v1/realtime/calls/rtc_1' } });
  return Object.defineProperty(response, 'url', { value: endpoint });
}

function listen() {
  const heard = {
    states: [] as CallState[],
    problem: undefined as CallProblem | undefined,
    events: [] as { type: string }[],
    changed(state: CallState, problem?: CallProblem) {
      heard.states.push(state);
      heard.problem = problem;
    },
    microphone: () => {},
    voice: () => {},
    silences: [] as boolean[],
    silence: (isSilent: boolean) => heard.silences.push(isSilent),
    event: (event: { type: string }) => heard.events.push(event),
  };
  return heard;
}

const flush = () => vi.advanceTimersByTimeAsync(0);

let input: ReturnType<typeof microphone>;
let beacon: ReturnType<typeof vi.fn>;

beforeEach(() => {
  vi.useFakeTimers();
  input = microphone();
  beacon = vi.fn();
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
  vi.stubGlobal('fetch', vi.fn(async () => answer()));
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: async () => input }, sendBeacon: beacon });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('Call', () => {
  it('asks, connects and talks', async () => {
    const heard = listen();
    Call.start({ endpoint }, heard);
    await flush();
    FakeConnection.last.becomes('connected');
    expect(heard.states).toEqual(['asking', 'connecting', 'talking']);
    expect(FakeConnection.last.remoteDescription?.sdp).toBe('the answer');
    expect(FakeConnection.last.tracks).toEqual([input.track]);
  });

  it('posts the offer as SDP, with a key only where it has one', async () => {
    Call.start({ endpoint }, listen());
    await flush();
    expect(fetch).toHaveBeenLastCalledWith(endpoint, { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: 'the offer' });
    Call.start({ endpoint, key: 'ek_1' }, listen());
    await flush();
    expect(vi.mocked(fetch).mock.lastCall?.[1]?.headers).toHaveProperty('Authorization', 'Bearer ek_1');
  });

  it('hangs up on both sides and lets the microphone go', async () => {
    const heard = listen();
    const call = Call.start({ endpoint }, heard);
    await flush();
    call.hangUp();
    expect(beacon).toHaveBeenCalledExactlyOnceWith('http://server.test/v1/realtime/calls/rtc_1/hangup');
    expect(FakeConnection.last.close).toHaveBeenCalled();
    expect(input.track.stop).toHaveBeenCalled();
    expect(heard.problem).toBeUndefined();
  });

  it('ends the call that the server answers after the person gave up', async () => {
    let reply: (response: Response) => void = () => {};
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => { reply = resolve; }));
    const heard = listen();
    const call = Call.start({ endpoint }, heard);
    await flush();
    call.hangUp();
    expect(beacon).not.toHaveBeenCalled();
    reply(answer());
    await flush();
    expect(beacon).toHaveBeenCalledOnce();
    expect(FakeConnection.last.remoteDescription).toBeUndefined();
    expect(heard.states.at(-1)).toBe('ended');
  });

  it('closes a microphone that opens after the person gave up', async () => {
    let open: (stream: unknown) => void = () => {};
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => new Promise((resolve) => { open = resolve; }) }, sendBeacon: beacon });
    const call = Call.start({ endpoint }, listen());
    call.hangUp();
    open(input);
    await flush();
    expect(input.track.stop).toHaveBeenCalled();
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([
    ['a server that is down', async () => { throw new TypeError('Failed to fetch'); }, 'server-down'],
    ['a server that wants a key', async () => answer(401, ''), 'not-allowed'],
    ['a server that is full', async () => answer(503, ''), 'server-full'],
  ])('says why: %s', async (_, reply, kind) => {
    vi.stubGlobal('fetch', reply);
    const heard = listen();
    Call.start({ endpoint }, heard);
    await flush();
    expect(heard.states.at(-1)).toBe('ended');
    expect(heard.problem?.kind).toBe(kind);
    expect(input.track.stop).toHaveBeenCalled();
    expect(beacon).not.toHaveBeenCalled();
  });

  it('gives up when no media path is found', async () => {
    const heard = listen();
    Call.start({ endpoint }, heard);
    await flush();
    await vi.advanceTimersByTimeAsync(14_999);
    expect(heard.states.at(-1)).toBe('connecting');
    await vi.advanceTimersByTimeAsync(1);
    expect(heard.problem?.kind).toBe('no-route');
    expect(beacon).toHaveBeenCalledOnce();
  });

  it('bears a short break of the path', async () => {
    const heard = listen();
    Call.start({ endpoint }, heard);
    await flush();
    FakeConnection.last.becomes('connected');
    FakeConnection.last.becomes('disconnected');
    await vi.advanceTimersByTimeAsync(4_000);
    FakeConnection.last.becomes('connected');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard.states).toEqual(['asking', 'connecting', 'talking', 'recovering', 'talking']);
  });

  it('ends after a long break of the path', async () => {
    const heard = listen();
    Call.start({ endpoint }, heard);
    await flush();
    FakeConnection.last.becomes('connected');
    FakeConnection.last.becomes('disconnected');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(heard.problem?.kind).toBe('lost');
  });

  it('ends when the server hangs up', async () => {
    const heard = listen();
    Call.start({ endpoint }, heard);
    await flush();
    FakeConnection.last.becomes('connected');
    FakeConnection.last.channel.onclose();
    expect(heard.states.at(-1)).toBe('ended');
    expect(heard.problem).toBeUndefined();
    expect(input.track.stop).toHaveBeenCalled();
  });

  it('passes events both ways once the channel is open', async () => {
    const heard = listen();
    const call = Call.start({ endpoint }, heard);
    expect(call.send({ type: 'response.cancel' })).toBe(false);
    const { channel } = FakeConnection.last;
    channel.readyState = 'open';
    expect(call.send({ type: 'response.cancel' })).toBe(true);
    expect(channel.send).toHaveBeenCalledExactlyOnceWith('{"type":"response.cancel"}');
    channel.onmessage({ data: '{"type":"session.created"}' });
    expect(heard.events).toEqual([{ type: 'session.created' }]);
  });
});
