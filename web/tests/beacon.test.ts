import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Beacon } from '../src/kiosk/beacon';

const minute = 60_000;
const post = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();
let beacon: Beacon;
let count: number;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', post);
  post.mockReset();
  post.mockImplementation(async () => new Response());
  count = 0;
  beacon = new Beacon('https://watch.test/health', { report: () => ({ count: ++count }), interval: minute });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('Beacon', () => {
  it('reports at once and at its interval', async () => {
    beacon.start();
    await vi.advanceTimersByTimeAsync(3 * minute);
    expect(post).toHaveBeenCalledTimes(4);
    const [url, init] = post.mock.lastCall!;
    expect(url).toBe('https://watch.test/health');
    expect(init).toMatchObject({ method: 'POST', body: '{"count":4}', keepalive: true });
  });

  it.each([
    ['out of reach', async () => { throw new TypeError('Failed to fetch'); }],
    ['refusing', async () => new Response('', { status: 500 })],
  ])('tries ever less often while the address is %s, and at its interval again when it takes reports', async (_, reply) => {
    post.mockImplementation(reply);
    beacon.start();
    await vi.advanceTimersByTimeAsync(480 * minute);
    // After 0, 2, 6, 14 and 30 minutes, and every 16 from then on.
    expect(post).toHaveBeenCalledTimes(5 + Math.floor(450 / 16));
    post.mockImplementation(async () => new Response());
    await vi.advanceTimersByTimeAsync(16 * minute);
    post.mockClear();
    await vi.advanceTimersByTimeAsync(10 * minute);
    expect(post).toHaveBeenCalledTimes(10);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('is not held up by an address that never answers', async () => {
    post.mockImplementation(() => new Promise(() => {}));
    beacon.start();
    await vi.advanceTimersByTimeAsync(2 * minute);
    expect(post).toHaveBeenCalledTimes(3);
  });

  it('reports once more when the page is left, and no more', async () => {
    beacon.start();
    await vi.advanceTimersByTimeAsync(0);
    beacon.leave();
    await vi.advanceTimersByTimeAsync(10 * minute);
    expect(post).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});
