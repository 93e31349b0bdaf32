import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallProblem } from '../src/problem';
import type { OpeningWords } from '../src/kiosk/openingWords';
import { Wake, type WakeState } from '../src/kiosk/wake';
import { FakeWorkletPort } from './fakeWorkletPort';
import { silence, vowel } from './voices';

const minute = 60_000;

let room: Float32Array;
let tracks: { readyState: string; lose(): void }[];
let contextState: string;
let closed: number;
let getUserMedia: () => Promise<unknown>;
let states: WakeState[];
let messages: unknown[];
let ports: FakeWorkletPort[];
const woken = vi.fn<(words: OpeningWords) => void>();
const troubled = vi.fn<(problem: CallProblem) => void>();
let wake: Wake;

function openMicrophone() {
  const track = Object.assign(new EventTarget(), {
    readyState: 'live',
    stop: () => { track.readyState = 'ended'; },
    lose: () => track.dispatchEvent(new Event('ended')),
  });
  tracks.push(track);
  return { getTracks: () => [track], getAudioTracks: () => [track] };
}

const pass = (time: number) => vi.advanceTimersByTimeAsync(time);
const live = () => tracks.filter(({ readyState }) => readyState === 'live').length;

/** Somebody talks for so long, and is silent. */
async function talk(time = 800) {
  await pass(2_000);
  room = vowel(130);
  await pass(time);
  room = silence();
  await pass(0);
}

async function begin() {
  wake.allow(true);
  await pass(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  room = silence();
  tracks = [];
  states = [];
  messages = [];
  ports = [];
  closed = 0;
  contextState = 'running';
  getUserMedia = async () => openMicrophone();
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => getUserMedia() } });
  vi.stubGlobal('AudioContext', class {
    readonly sampleRate = 48_000;
    readonly state = contextState;
    addEventListener = (): void => {};
    readonly audioWorklet = { addModule: async () => {} };
    createMediaStreamSource = () => ({ connect: () => {}, disconnect: () => {} });
    resume = () => new Promise<void>(() => {});
    close = async () => {
      closed++;
      ports.forEach((port) => port.stop());
    };
  });
  vi.stubGlobal('AudioWorkletNode', class {
    readonly port = new FakeWorkletPort(() => room, (message) => messages.push(message));
    constructor() {
      ports.push(this.port);
    }
    connect = () => {};
  });
  vi.stubGlobal('MediaStreamAudioDestinationNode', class {
    readonly stream = { getTracks: () => [] };
  });
  wake = new Wake({ quietest: -45, woken, troubled, changed: (state) => states.push(state) });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('Wake', () => {
  it('is woken once by somebody who talks, and hands over what they say', async () => {
    await begin();
    await talk();
    expect(woken).toHaveBeenCalledOnce();
    expect(states).toEqual(['opening', 'listening', 'off']);
    expect(messages).toEqual([{ mark: 2.5 }]);
    expect(tracks).toHaveLength(2);
    expect(live()).toBe(1);
    const words = woken.mock.lastCall![0];
    words.begin();
    expect(messages.at(-1)).toBe('begin');
    words.close();
    expect(live()).toBe(0);
    expect(closed).toBe(1);
  });

  it('goes on with the microphone that it has when a call’s own cannot be had', async () => {
    await begin();
    getUserMedia = async () => { throw new Error(); };
    await talk();
    expect(live()).toBe(1);
    woken.mock.lastCall![0].close();
    expect(live()).toBe(0);
  });

  it('asks for another microphone when that of the call was pulled out', async () => {
    await begin();
    await talk();
    tracks[1]!.lose();
    await pass(2_000);
    expect(tracks).toHaveLength(3);
    woken.mock.lastCall![0].close();
    expect(live()).toBe(0);
  });

  it('misses nothing where the page is too busy to look at every moment when it comes', async () => {
    await begin();
    await pass(2_000);
    for (let i = 0; i < 12; i++) {
      ports[0]!.onmessage?.({ data: vowel(130) });
    }
    expect(woken).toHaveBeenCalledOnce();
    woken.mock.lastCall![0].close();
  });

  it('sleeps through a quiet quarter of an hour', async () => {
    await begin();
    await pass(15 * minute);
    expect(woken).not.toHaveBeenCalled();
    expect(wake.state).toBe('listening');
  });

  it('does not listen where it may not', async () => {
    await begin();
    wake.allow(false);
    await talk();
    expect(woken).not.toHaveBeenCalled();
    expect(live()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('closes a microphone that opens when it may not listen any more', async () => {
    let give = (_: unknown) => {};
    getUserMedia = () => new Promise((resolve) => { give = resolve; });
    await begin();
    wake.allow(false);
    give(openMicrophone());
    await pass(0);
    expect(live()).toBe(0);
    expect(wake.state).toBe('off');
  });

  it('rests after three calls in a row that nobody spoke in, ever longer, and at most 16 minutes', async () => {
    const rests: number[] = [];
    for (let i = 0; i < 9; i++) {
      await begin();
      let rest = 0;
      for (; wake.state === 'resting'; rest++) {
        await pass(minute);
      }
      rests.push(rest);
      await talk();
      wake.judge(false);
    }
    expect(rests).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 16]);
    expect(woken).toHaveBeenCalledTimes(9);
  });

  it.each([
    ['somebody spoke in a call', () => wake.judge(true)],
    ['somebody touched it', () => wake.trust()],
  ])('does not rest when %s', async (_, happen) => {
    wake.judge(false);
    wake.judge(false);
    happen();
    wake.judge(false);
    await begin();
    expect(wake.state).toBe('listening');
  });

  it('opens the microphone anew when it was pulled out, and keeps nothing of the last', async () => {
    await begin();
    tracks[0]!.lose();
    await pass(0);
    expect(wake.state).toBe('listening');
    expect(tracks).toHaveLength(2);
    expect(live()).toBe(1);
    expect(closed).toBe(1);
  });

  it('asks for a microphone that cannot be had ever less often, and says why', async () => {
    const asked = vi.fn(async () => { throw Object.assign(new Error(), { name: 'NotReadableError' }); });
    getUserMedia = asked;
    await begin();
    await pass(5_000 + 10_000 + 20_000 + 40_000 + 60_000);
    expect(asked).toHaveBeenCalledTimes(6);
    expect(wake.state).toBe('failing');
    expect(troubled.mock.lastCall![0].kind).toBe('microphone-busy');
    getUserMedia = async () => openMicrophone();
    await pass(minute);
    expect(wake.state).toBe('listening');
  });

  it('says so when the browser does not let it listen before a touch', async () => {
    contextState = 'suspended';
    await begin();
    await pass(2_000);
    expect(wake.state).toBe('failing');
    expect(troubled.mock.lastCall![0].detail).toContain('autoplay');
    expect(live()).toBe(0);
    expect(closed).toBe(1);
  });
});
