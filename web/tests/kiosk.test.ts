import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Kiosk, type Shown } from '../src/kiosk/kiosk';

const call = vi.fn();
const hangUp = vi.fn();
let shown: Shown[];
let kiosk: Kiosk;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  shown = [];
  kiosk = new Kiosk({ call, hangUp, shows: (what) => shown.push(what), silence: 45_000 });
});

afterEach(() => vi.useRealTimers());

describe('Kiosk', () => {
  it('takes one call at a touch, however often it is touched', () => {
    kiosk.touch();
    kiosk.touch();
    expect(call).toHaveBeenCalledOnce();
    expect(shown).toEqual(['call']);
  });

  it('hangs up when nobody has spoken for long, and invites again', () => {
    kiosk.touch();
    kiosk.follow('listening');
    vi.advanceTimersByTime(44_999);
    expect(hangUp).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(hangUp).toHaveBeenCalledOnce();
    kiosk.follow('idle');
    vi.advanceTimersByTime(4_000);
    expect(shown).toEqual(['call', 'invitation']);
  });

  it('waits on while the person stirs', () => {
    kiosk.touch();
    kiosk.follow('listening');
    vi.advanceTimersByTime(40_000);
    kiosk.stir('listening');
    vi.advanceTimersByTime(40_000);
    expect(hangUp).not.toHaveBeenCalled();
  });

  it.each(['speaking', 'thinking', 'reconnecting'] as const)('does not hang up while it is %s', (state) => {
    kiosk.touch();
    kiosk.follow('listening');
    kiosk.follow(state);
    vi.advanceTimersByTime(600_000);
    expect(hangUp).not.toHaveBeenCalled();
  });

  it('lets a failure be read, and invites again', () => {
    kiosk.touch();
    kiosk.follow('error');
    vi.advanceTimersByTime(9_999);
    expect(shown).toEqual(['call']);
    vi.advanceTimersByTime(1);
    expect(shown).toEqual(['call', 'invitation']);
  });

  it('invites nobody who calls again before it would have invited', () => {
    kiosk.touch();
    kiosk.follow('error');
    kiosk.follow('connecting');
    vi.advanceTimersByTime(60_000);
    expect(shown).toEqual(['call']);
  });
});

describe('a visit', () => {
  const over = vi.fn();

  beforeEach(() => {
    kiosk = new Kiosk({ call, hangUp, shows: (what) => shown.push(what), over, silence: 45_000 });
  });

  it('is nobody\'s when a voice began it and nobody has spoken', () => {
    kiosk.wake();
    kiosk.follow('listening');
    vi.advanceTimersByTime(45_000);
    expect(hangUp).toHaveBeenCalledOnce();
    kiosk.follow('idle');
    vi.advanceTimersByTime(4_000);
    expect(over).toHaveBeenCalledExactlyOnceWith({ by: 'speech', isSomebodys: false });
  });

  it('is somebody\'s when they speak in it', () => {
    kiosk.wake();
    kiosk.meet();
    kiosk.follow('idle');
    vi.advanceTimersByTime(4_000);
    expect(over).toHaveBeenCalledExactlyOnceWith({ by: 'speech', isSomebodys: true });
  });

  it.each([
    ['connecting', 60_000],
    ['thinking', 900_000],
    ['speaking', 900_000],
  ] as const)('that got stuck while it was %s ends', (state, time) => {
    kiosk.touch();
    kiosk.follow(state);
    vi.advanceTimersByTime(time - 1);
    expect(hangUp).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(hangUp).toHaveBeenCalledOnce();
  });
});
