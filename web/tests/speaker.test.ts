import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fade, Speaker } from '../src/speaker';

let element: EventTarget & { volume: number; muted: boolean; paused: boolean; srcObject: unknown; play: ReturnType<typeof vi.fn> };
let page: EventTarget & { hidden: boolean; visibilityState: string };
let blocked: boolean[];
let speaker: Speaker;

const rejection = (name: string) => async () => { throw Object.assign(new Error(name), { name }); };

beforeEach(() => {
  vi.useFakeTimers();
  page = Object.assign(new EventTarget(), { hidden: false, visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  element = Object.assign(new EventTarget(), { volume: 1, muted: false, paused: false, srcObject: null, play: vi.fn(async () => { element.paused = false; }) });
  blocked = [];
  speaker = new Speaker(element as unknown as HTMLAudioElement, (isBlocked) => blocked.push(isBlocked));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('Speaker', () => {
  /** From full volume to silence, every millisecond. */
  function falling(): number[] {
    speaker.volume = 0.5;
    const heights = [element.volume];
    speaker.silence(true);
    for (let time = 0; time < fade; time++) {
      heights.push(element.volume);
      vi.advanceTimersByTime(1);
    }
    return [...heights, element.muted ? 0 : element.volume];
  }

  it('is silent within the time that it says, and not before', () => {
    const heights = falling();
    expect(heights.at(-1)).toBe(0);
    expect(heights.at(-5)).toBeGreaterThan(0);
  });

  it('leaps by less than a third where a browser acts on the volume every 10 ms, wherever these fall', () => {
    const heights = falling().concat(Array<number>(10).fill(0));
    for (let time = 10; time < heights.length; time++) {
      expect(heights[time - 10]! - heights[time]!).toBeLessThan(0.5 / 3);
    }
  });

  it('takes no longer where timers are late, and leaps no further where one is very late', () => {
    speaker.silence(true);
    const heights = [element.volume];
    const now = vi.spyOn(performance, 'now');
    let time = now();
    for (const late of [6, 6, 200, 6]) {
      now.mockReturnValue(time += late);
      vi.advanceTimersToNextTimer();
      heights.push(element.volume);
    }
    now.mockRestore();
    const fallen = (ms: number) => (1 - ms / fade) ** 1.5;
    [0, 6, 12, 22, 28].forEach((ms, step) => expect(heights[step]).toBeCloseTo(fallen(ms), 5));
  });

  it('says how long it counts as heard while it falls silent: until it is 20 dB softer', () => {
    const heights = falling();
    const heardOfFade = speaker.silence(true);
    expect(heights[Math.floor(heardOfFade) - 4]).toBeGreaterThan(0.5 * 0.1);
    expect(heights[Math.ceil(heardOfFade) + 4]).toBeLessThan(0.5 * 0.1);
  });

  it('is as loud as before when it sounds again, also in the midst of falling silent', () => {
    speaker.volume = 0.5;
    speaker.silence(true);
    speaker.silence(false);
    vi.advanceTimersByTime(fade);
    expect(element).toMatchObject({ volume: 0.5, muted: false });
  });

  it('is silent at once on a hidden page, whose timers are late', () => {
    vi.stubGlobal('document', { hidden: true });
    expect(speaker.silence(true)).toBe(0);
    expect(element.muted).toBe(true);
  });

  it('goes on when the system has paused it, at once or when the page is seen again', async () => {
    speaker.play({} as MediaStream);
    element.paused = true;
    element.dispatchEvent(new Event('pause'));
    expect(element.paused).toBe(false);
    page.visibilityState = 'hidden';
    element.paused = true;
    element.dispatchEvent(new Event('pause'));
    expect(element.paused).toBe(true);
    page.visibilityState = 'visible';
    page.dispatchEvent(new Event('visibilitychange'));
    expect(element.paused).toBe(false);
    speaker.stop();
    element.paused = true;
    element.dispatchEvent(new Event('pause'));
    page.dispatchEvent(new Event('visibilitychange'));
    expect(element.play).toHaveBeenCalledTimes(3);
  });

  it('says that the browser holds the sound back, and that it does no more', async () => {
    element.play.mockImplementationOnce(rejection('NotAllowedError'));
    speaker.play({} as MediaStream);
    await vi.advanceTimersByTimeAsync(0);
    expect(blocked).toEqual([true]);
    await speaker.resume();
    expect(blocked).toEqual([true, false]);
  });

  it('does not take another stream for the browser’s doing', async () => {
    element.play.mockImplementationOnce(rejection('AbortError'));
    await speaker.resume();
    expect(blocked).toEqual([]);
  });

  it('keeps the volume between nothing and all', () => {
    speaker.volume = 3;
    expect(element.volume).toBe(1);
    speaker.volume = -1;
    expect(element.volume).toBe(0);
  });
});
