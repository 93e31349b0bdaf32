import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutputDelay } from '../src/outputDelay';

const chromium = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';

let stats: object[];
const connection = { getStats: async () => new Map(stats.map((s, i) => [i, s])) } as unknown as RTCPeerConnection;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { userAgent: chromium });
  stats = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('OutputDelay', () => {
  it('is what the last second of samples took', async () => {
    const delay = new OutputDelay(connection);
    stats = [{ type: 'inbound-rtp' }, { type: 'media-playout', totalPlayoutDelay: 4_800, totalSamplesCount: 48_000 }];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(delay.milliseconds).toBeCloseTo(100);
    stats = [{ type: 'media-playout', totalPlayoutDelay: 5_760, totalSamplesCount: 96_000 }];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(delay.milliseconds).toBeCloseTo(20);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(delay.milliseconds).toBeCloseTo(20);
    delay.stop();
  });

  it('is the audio context\'s where the connection does not tell', async () => {
    const delay = new OutputDelay(connection, { outputLatency: 0.035 } as AudioContext);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(delay.milliseconds).toBeCloseTo(35);
    delay.stop();
  });

  it('is not asked of an audio context of Firefox, which may never answer', () => {
    vi.stubGlobal('navigator', { userAgent: firefox });
    const latency = vi.fn(() => 0.035);
    const delay = new OutputDelay(connection, Object.defineProperty({}, 'outputLatency', { get: latency }) as AudioContext);
    expect(delay.milliseconds).toBe(50);
    expect(latency).not.toHaveBeenCalled();
    delay.stop();
  });

  it('is a usual one where nothing tells', () => {
    const delay = new OutputDelay(connection);
    expect(delay.milliseconds).toBe(50);
    delay.stop();
  });
});
