import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NewVersion, versionInterval } from '../src/kiosk/newVersion';

const reload = vi.fn();
let files: Record<string, string | undefined>;
let isIdle: boolean;

const pass = (looks: number) => vi.advanceTimersByTimeAsync(looks * versionInterval);

async function open() {
  new NewVersion({ files: ['./kiosk', './rtc-voice.js'], isIdle: () => isIdle, reload }).start();
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
  vi.stubGlobal('fetch', vi.fn(async (file: string) => ({ ok: files[file] !== undefined, text: async () => files[file] })));
  files = { './kiosk': 'page 1', './rtc-voice.js': 'widget 1' };
  isIdle = true;
  await open();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('NewVersion', () => {
  it('leaves a page alone that is the server’s own', async () => {
    await pass(60);
    expect(reload).not.toHaveBeenCalled();
  });

  it.each(['./kiosk', './rtc-voice.js'])('loads the page anew when %s has been another for two looks', async (file) => {
    files[file] = 'version 2';
    await pass(1);
    expect(reload).not.toHaveBeenCalled();
    await pass(1);
    expect(reload).toHaveBeenCalledOnce();
  });

  it('waits until nobody is disturbed', async () => {
    files['./kiosk'] = 'page 2';
    isIdle = false;
    await pass(10);
    expect(reload).not.toHaveBeenCalled();
    isIdle = true;
    await pass(1);
    expect(reload).toHaveBeenCalledOnce();
  });

  it('takes a server that is away, or whose version is gone again, for no other version', async () => {
    files['./kiosk'] = undefined;
    await pass(5);
    files['./kiosk'] = 'page 2';
    await pass(1);
    files['./kiosk'] = 'page 1';
    await pass(5);
    expect(reload).not.toHaveBeenCalled();
  });

  it('does not load again within ten minutes where servers disagree', async () => {
    files['./kiosk'] = 'page 2';
    await pass(2);
    expect(reload).toHaveBeenCalledTimes(1);
    vi.clearAllTimers();
    await open();
    files['./kiosk'] = 'page 1';
    await pass(9);
    expect(reload).toHaveBeenCalledTimes(1);
    await pass(4);
    expect(reload).toHaveBeenCalledTimes(2);
  });
});
