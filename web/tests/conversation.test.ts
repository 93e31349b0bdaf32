import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Conversation, type ConversationOptions, type Notice, type Stage } from '../src/conversation';
import { Credentials } from '../src/credentials';
import type { CallProblem } from '../src/problem';
import { Signalling } from '../src/signalling';
import type { Speaker } from '../src/speaker';
import { FakeConnection } from './fakeConnection';

const calls = 'http://server.test/v1/realtime/calls';

let posts: number;
let isDown: boolean;
let silent: boolean;
let tracks: { stop: ReturnType<typeof vi.fn>; enabled: boolean; addEventListener: () => void; getSettings: () => object }[];
let getUserMedia: ReturnType<typeof vi.fn>;

const flush = () => vi.advanceTimersByTimeAsync(0);

/** Every call is another one; of none that was lost the server knows a path, of the first one it knows the words. */
async function serve(url: string, { method = 'GET' }: RequestInit): Promise<Response> {
  if (isDown) {
    throw new TypeError('Failed to fetch');
  }
  if (method === 'PATCH') {
    return new Response('', { status: 404 });
  }
  if (url.endsWith('/conversation')) {
    return Response.json({ data: [{ item: { id: 'a', type: 'message', role: 'assistant' }, transcript: 'Once upon', interrupted: true }] });
  }
  if (method === 'POST' && url === calls) {
    posts += 1;
    return new Response('the answer', { status: 201, headers: { Location: `${calls}/rtc_${posts}` } });
  }
  return new Response('');
}

function openMicrophone() {
  const track = { stop: vi.fn(), enabled: true, addEventListener: () => {}, getSettings: () => ({}) };
  tracks.push(track);
  return { getTracks: () => [track], getAudioTracks: () => [track] };
}

async function start(options: Partial<ConversationOptions> = {}) {
  const heard = {
    stages: [] as Stage[],
    problem: undefined as CallProblem | undefined,
    notices: [] as Notice[],
    changed: (stage: Stage, problem?: CallProblem) => {
      heard.stages.push(stage);
      heard.problem = problem;
    },
    microphone: vi.fn(),
    voice: () => {},
    noticed: (notice: Notice) => heard.notices.push(notice),
    troubled: vi.fn(),
    event: () => {},
  };
  const speaker = { silence: (isSilent: boolean) => { silent = isSilent; }, stop: vi.fn() } as unknown as Speaker;
  const signalling = new Signalling(calls, new Credentials({}));
  const conversation = Conversation.start({ signalling, speaker, microphone: true, ...options }, heard);
  await flush();
  return { conversation, heard };
}

async function talk() {
  const started = await start();
  connect();
  return started;
}

function connect() {
  FakeConnection.last.channel.readyState = 'open';
  FakeConnection.last.becomes('connected');
}

const sent = () => FakeConnection.last.channel.send.mock.calls.map(([text]) => (JSON.parse(text as string) as { type: string }).type);
const happens = (event: object) => FakeConnection.last.channel.onmessage({ data: JSON.stringify(event) });

beforeEach(() => {
  vi.useFakeTimers();
  posts = 0;
  isDown = silent = false;
  tracks = [];
  getUserMedia = vi.fn(async () => openMicrophone());
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
  vi.stubGlobal('fetch', serve);
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('Conversation', () => {
  it('asks for the microphone, connects and talks', async () => {
    const { heard } = await talk();
    expect(heard.stages).toEqual(['asking', 'connecting', 'talking']);
  });

  it('asks nobody for a microphone when the person types', async () => {
    const { heard } = await start({ microphone: false });
    expect(getUserMedia).not.toHaveBeenCalled();
    expect(heard.stages).toEqual(['connecting']);
    expect(FakeConnection.last.tracks).toEqual(['audio']);
  });

  it('is heard by what the page gives it, and closes that at the end', async () => {
    const stream = openMicrophone();
    const { conversation } = await start({ microphone: stream as unknown as MediaStream });
    expect(getUserMedia).not.toHaveBeenCalled();
    expect(FakeConnection.last.tracks).toEqual(stream.getTracks());
    conversation.hangUp();
    expect(tracks.every(({ stop }) => stop.mock.calls.length === 1)).toBe(true);
  });

  it('says that a page has no microphone because it is not secure', async () => {
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('isSecureContext', false);
    expect((await start()).heard.problem?.kind).toBe('insecure');
  });

  it('lets the microphone go at the end, also one that opens after it', async () => {
    const { conversation } = await talk();
    conversation.hangUp();
    expect(tracks[0]?.stop).toHaveBeenCalled();
    let open: (stream: unknown) => void = () => {};
    getUserMedia.mockReturnValueOnce(new Promise((resolve) => { open = resolve; }));
    (await start()).conversation.hangUp();
    open(openMicrophone());
    await flush();
    expect(tracks[1]?.stop).toHaveBeenCalled();
    expect(posts).toBe(1);
  });

  it('changes the microphone, mutes the new one as the old, and keeps the old one where there is no other', async () => {
    const { conversation, heard } = await talk();
    conversation.mute(true);
    await conversation.hearBy('usb');
    expect(getUserMedia.mock.lastCall?.[0]).toMatchObject({ audio: { deviceId: { exact: 'usb' } } });
    expect(tracks.map(({ enabled, stop }) => [enabled, stop.mock.calls.length])).toEqual([[false, 1], [false, 0]]);
    expect(FakeConnection.last.sender.replaceTrack).toHaveBeenCalledExactlyOnceWith(tracks[1]);
    getUserMedia.mockRejectedValueOnce(Object.assign(new Error(), { name: 'NotReadableError' }));
    await conversation.hearBy('busy');
    expect(heard.troubled).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ kind: 'microphone-busy' }));
    expect(tracks[1]?.stop).not.toHaveBeenCalled();
  });

  it('cuts in on what is being said when the person types', async () => {
    const { conversation } = await talk();
    expect(conversation.say('Stop.')).toBe(true);
    expect(sent()).toEqual(['conversation.item.create', 'response.cancel', 'output_audio_buffer.clear', 'response.create']);
    expect(conversation.activity.doing).toBe('thinking');
  });

  it('goes on in another call where one was lost, which is told what was heard', async () => {
    const { conversation, heard } = await talk();
    happens({ type: 'conversation.item.added', previous_item_id: null, item: { id: 'a', type: 'message', role: 'assistant', status: 'in_progress' } });
    happens({ type: 'response.output_audio_transcript.delta', item_id: 'a', delta: 'Once upon a time' });
    FakeConnection.last.becomes('failed');
    await flush();
    expect(posts).toBe(2);
    connect();
    happens({ type: 'session.created' });
    expect(heard.stages.slice(-2)).toEqual(['reconnecting', 'talking']);
    expect(heard.notices).toEqual(['resumed']);
    expect(sent()).toEqual(['conversation.item.create']);
    expect(silent).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(silent).toBe(false);
    expect(conversation.transcript.entries).toMatchObject([{ id: 'a', heard: 'Once upon', isGrowing: false }]);
  });

  it('tries for a while to have a lost call back, and then says so', async () => {
    const { heard } = await talk();
    isDown = true;
    FakeConnection.last.becomes('failed');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(heard.stages.at(-1)).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(40_000);
    expect(heard.stages.at(-1)).toBe('ended');
    expect(heard.problem?.kind).toBe('server-down');
    expect(tracks[0]?.stop).toHaveBeenCalled();
  });

  it('has it back as soon as the server is there again', async () => {
    const { heard } = await talk();
    isDown = true;
    FakeConnection.last.becomes('failed');
    await vi.advanceTimersByTimeAsync(30_000);
    isDown = false;
    await vi.advanceTimersByTimeAsync(2_000);
    connect();
    expect(heard.stages.at(-1)).toBe('talking');
    expect(heard.notices).toEqual(['resumed']);
  });

  it('stops trying when the person hangs up', async () => {
    const { conversation } = await talk();
    isDown = true;
    FakeConnection.last.becomes('failed');
    await vi.advanceTimersByTimeAsync(25_000);
    conversation.hangUp();
    isDown = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(posts).toBe(1);
  });

  it('ends without another call when the server hangs up', async () => {
    const { heard } = await talk();
    FakeConnection.last.channel.onclose();
    await flush();
    expect(heard.stages.at(-1)).toBe('ended');
    expect(heard.problem).toBeUndefined();
    expect(posts).toBe(1);
  });
});
