import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Call, type CallState } from '../src/call';
import { Credentials } from '../src/credentials';
import type { CallProblem } from '../src/problem';
import { Signalling } from '../src/signalling';
import { FakeConnection } from './fakeConnection';

const endpoint = 'http://server.test/v1/realtime/calls';

const microphone = { kind: 'audio' } as MediaStreamTrack;

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
    voice: () => {},
    silences: [] as boolean[],
    silence: (isSilent: boolean) => heard.silences.push(isSilent),
    event: (event: { type: string }) => heard.events.push(event),
  };
  return heard;
}

const flush = () => vi.advanceTimersByTimeAsync(0);

let requests: { method: string; url: string }[];

/** Lets requests get these replies, in order; the last one stands for all that follow. */
function reply(...replies: (() => Promise<Response>)[]) {
  vi.stubGlobal('fetch', vi.fn(async (url: string, init: RequestInit) => {
    requests.push({ method: init.method ?? 'GET', url });
    return url.endsWith('/hangup') ? answer(200, '') : (replies.length > 1 ? replies.shift()! : replies[0]!)();
  }));
}

const hangUps = () => requests.filter(({ url }) => url.endsWith('/hangup'));
const patches = () => requests.filter(({ method }) => method === 'PATCH');

function start(heard = listen(), token?: string) {
  return Call.start({ signalling: new Signalling(endpoint, new Credentials({ token })), microphone }, heard);
}

async function talk() {
  const heard = listen();
  const call = start(heard);
  await flush();
  FakeConnection.last.becomes('connected');
  return { call, heard };
}

beforeEach(() => {
  vi.useFakeTimers();
  requests = [];
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
  vi.stubGlobal('navigator', { userAgent: '' });
  reply(async () => answer());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('Call', () => {
  it('connects and talks', async () => {
    const { heard, call } = await talk();
    expect(heard.states).toEqual(['talking']);
    expect(FakeConnection.last.remoteDescription?.sdp).toBe('the answer');
    expect(FakeConnection.last.tracks).toEqual([microphone]);
    expect(call.location).toBe('http://server.test/v1/realtime/calls/rtc_1');
  });

  it('posts the offer as SDP, with a key only where it has one', async () => {
    start();
    await flush();
    expect(fetch).toHaveBeenLastCalledWith(endpoint, expect.objectContaining({ method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: 'the offer' }));
    start(listen(), 'ek_1');
    await flush();
    expect(vi.mocked(fetch).mock.lastCall?.[1]?.headers).toHaveProperty('Authorization', 'Bearer ek_1');
  });

  it('hangs up on both sides, with the key', async () => {
    const heard = listen();
    const call = start(heard, 'ek_1');
    await flush();
    call.hangUp();
    expect(hangUps()).toEqual([{ method: 'POST', url: 'http://server.test/v1/realtime/calls/rtc_1/hangup' }]);
    expect(vi.mocked(fetch).mock.lastCall?.[1]).toMatchObject({ headers: { Authorization: 'Bearer ek_1' }, keepalive: true });
    expect(FakeConnection.last.close).toHaveBeenCalled();
    expect(heard.problem).toBeUndefined();
  });

  it('ends the call that the server answers after the person gave up', async () => {
    let answerLate: (response: Response) => void = () => {};
    reply(() => new Promise<Response>((resolve) => { answerLate = resolve; }));
    const heard = listen();
    const call = start(heard);
    await flush();
    call.hangUp();
    expect(hangUps()).toHaveLength(0);
    answerLate(answer());
    await flush();
    expect(hangUps()).toHaveLength(1);
    expect(FakeConnection.last.remoteDescription).toBeUndefined();
    expect(heard.states.at(-1)).toBe('ended');
  });

  it.each([
    ['a server that is down', async () => { throw new TypeError('Failed to fetch'); }, 'server-down'],
    ['a server that wants a key', async () => answer(401, ''), 'not-allowed'],
    ['a server that is full', async () => answer(503, ''), 'server-full'],
  ])('says why: %s', async (_, replying, kind) => {
    reply(replying);
    const heard = listen();
    start(heard);
    await flush();
    expect(heard.states.at(-1)).toBe('ended');
    expect(heard.problem?.kind).toBe(kind);
    expect(hangUps()).toHaveLength(0);
  });

  it('gives up when no media path is found', async () => {
    const heard = listen();
    start(heard);
    await flush();
    await vi.advanceTimersByTimeAsync(14_999);
    expect(heard.states).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(heard.problem?.kind).toBe('no-route');
    expect(hangUps()).toHaveLength(1);
  });

  it('asks for another path when the one that it has breaks', async () => {
    const { heard } = await talk();
    reply(async () => answer(200, 'another answer'));
    FakeConnection.last.becomes('disconnected');
    await flush();
    expect(patches()).toEqual([{ method: 'PATCH', url: 'http://server.test/v1/realtime/calls/rtc_1' }]);
    expect(FakeConnection.last.createOffer).toHaveBeenCalledWith({ iceRestart: true });
    expect(FakeConnection.last.remoteDescription?.sdp).toBe('another answer');
    FakeConnection.last.becomes('connected');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(patches()).toHaveLength(1);
    expect(heard.states).toEqual(['talking', 'recovering', 'talking']);
  });

  it('asks again every second while the server is out of reach', async () => {
    const { heard } = await talk();
    reply(async () => { throw new TypeError('Failed to fetch'); });
    FakeConnection.last.becomes('failed');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(patches()).toHaveLength(4);
    expect(heard.states.at(-1)).toBe('recovering');
  });

  it.each([404, 409])('is lost when the server has no such call any more (%d)', async (status) => {
    const { heard } = await talk();
    reply(async () => answer(status, ''));
    FakeConnection.last.becomes('disconnected');
    await flush();
    expect(heard.problem?.kind).toBe('lost');
  });

  it('is lost when no path is found for long', async () => {
    const { heard } = await talk();
    reply(async () => answer(200, 'another answer'));
    FakeConnection.last.becomes('disconnected');
    await vi.advanceTimersByTimeAsync(19_999);
    expect(heard.states.at(-1)).toBe('recovering');
    await vi.advanceTimersByTimeAsync(1);
    expect(heard.problem?.kind).toBe('lost');
    expect(patches()).toHaveLength(5);
  });

  it('ends when the server hangs up', async () => {
    const { heard } = await talk();
    FakeConnection.last.channel.onclose();
    expect(heard.states.at(-1)).toBe('ended');
    expect(heard.problem).toBeUndefined();
  });

  it('takes another microphone without another call', async () => {
    const { call } = await talk();
    const other = { kind: 'audio' } as MediaStreamTrack;
    await call.hearBy(other);
    expect(FakeConnection.last.sender.replaceTrack).toHaveBeenCalledExactlyOnceWith(other);
    expect(requests).toHaveLength(1);
  });

  it('passes events both ways once the channel is open', async () => {
    const heard = listen();
    const call = start(heard);
    expect(call.send({ type: 'response.cancel' })).toBe(false);
    const { channel } = FakeConnection.last;
    channel.readyState = 'open';
    expect(call.send({ type: 'response.cancel' })).toBe(true);
    expect(channel.send).toHaveBeenCalledExactlyOnceWith('{"type":"response.cancel"}');
    channel.onmessage({ data: '{"type":"session.created"}' });
    expect(heard.events).toEqual([{ type: 'session.created' }]);
  });
});
