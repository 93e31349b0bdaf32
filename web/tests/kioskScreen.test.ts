// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KioskScreen } from '../src/kiosk/screen';

let locks: (EventTarget & { released: boolean; release(): void })[];
let grant: () => Promise<void>;
const request = vi.fn(async () => {
  await grant();
  const lock = Object.assign(new EventTarget(), { released: false, release: () => {
    lock.released = true;
    lock.dispatchEvent(new Event('release'));
  } });
  locks.push(lock);
  return lock;
});

const pass = (time: number) => vi.advanceTimersByTimeAsync(time);

function see(visibility: 'visible' | 'hidden') {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibility });
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  vi.useFakeTimers();
  request.mockClear();
  locks = [];
  grant = async () => {};
  see('visible');
  Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request } });
});

afterEach(() => {
  see('hidden');
  vi.useRealTimers();
});

describe('KioskScreen', () => {
  it('holds one lock, however often the page is seen while it asks', async () => {
    let answer = () => {};
    grant = () => new Promise((resolve) => { answer = resolve; });
    const screen = new KioskScreen();
    see('hidden');
    see('visible');
    expect(request).toHaveBeenCalledOnce();
    answer();
    await pass(0);
    expect(screen.isKeptOn).toBe(true);
    expect(locks).toHaveLength(1);
  });

  it('asks again when the system takes the lock away, and when it refuses it', async () => {
    const screen = new KioskScreen();
    await pass(0);
    grant = async () => { throw new DOMException('Low battery', 'NotAllowedError'); };
    locks[0]!.release();
    await pass(30_000);
    expect(screen.isKeptOn).toBe(false);
    grant = async () => {};
    await pass(10_000);
    expect(screen.isKeptOn).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks for nothing while nobody sees the page', async () => {
    new KioskScreen();
    await pass(0);
    see('hidden');
    locks[0]!.release();
    await pass(60_000);
    expect(request).toHaveBeenCalledOnce();
    see('visible');
    await pass(0);
    expect(request).toHaveBeenCalledTimes(2);
  });
});
