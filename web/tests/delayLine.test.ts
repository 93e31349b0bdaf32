import { describe, expect, it } from 'vitest';
import { DelayLine } from '../src/kiosk/delayLine';
import { quantum } from '../src/kiosk/quantum';

/** Few samples a second: a test has many seconds. */
const rate = 12_800;

/** What somebody says, or the room: seconds, and how loud. A sample tells the second at which it was taken. */
type Sound = [seconds: number, isLoud: boolean][];

/** Somebody talks for so many seconds: a steady sound would be noise. */
const talk = (seconds: number): Sound => Array.from({ length: 2 * seconds }, (_, i) => (i % 2 === 0 ? [0.9, true] : [0.1, false]));

const loudness = (isLoud: boolean): number => (isLoud ? 0.1 : 1e-4);

class Line {
  readonly line = new DelayLine(rate);
  readonly given: { isLoud: boolean; at: number }[] = [];
  readonly #output = new Float32Array(quantum);
  #taken = 0;

  take(...sound: Sound): void {
    for (const [seconds, isLoud] of sound) {
      for (let i = 0; i < Math.round(seconds * rate / quantum); i++) {
        this.line.pass(new Float32Array(quantum).fill(loudness(isLoud)), this.#output);
        this.given.push({ isLoud: this.#output[quantum - 1]! > 0.05, at: this.#taken++ * quantum / rate });
      }
    }
  }

  /** How long it was loud and how long not, in turn, rounded to a tenth of a second. */
  runs(): [seconds: number, isLoud: boolean][] {
    const runs: [number, boolean][] = [];
    for (const { isLoud } of this.given) {
      if (runs.at(-1)?.[1] !== isLoud) {
        runs.push([0, isLoud]);
      }
      runs.at(-1)![0] += quantum / rate;
    }
    return runs.map(([seconds, isLoud]) => [Math.round(seconds * 10) / 10, isLoud]);
  }
}

describe('DelayLine', () => {
  it('gives nothing before it has begun', () => {
    const line = new Line();
    line.take([1, true]);
    expect(line.runs()).toEqual([[1, false]]);
    expect(line.line.delay).toBeUndefined();
  });

  it('gives what was said before it began, whole and at its own speed, and has caught up by the next pause', () => {
    const line = new Line();
    line.take([2, false], [0.8, true]);
    line.line.mark(2.5);
    line.take([0.6, true], [1, false]);
    line.line.begin();
    line.take([3, false]);
    expect(line.runs()).toEqual([[4.5, false], [1.4, true], [1.5, false]]);
    expect(line.line.delay).toBeLessThan(0.02);
  });

  it('leaves short pauses as they are, and shortens long ones to less than any that ends a turn', () => {
    const line = new Line();
    line.take([2, false], [0.5, true]);
    line.line.mark(1);
    line.take([0.2, false], [0.5, true], [1, false], [0.5, true], [0.5, false]);
    line.line.begin();
    line.take([4, false]);
    expect(line.runs().slice(1, -1)).toEqual([[0.5, true], [0.2, false], [0.5, true], [0.4, false], [0.5, true]]);
  });

  it('gives what it takes once it has caught up, pauses too', () => {
    const line = new Line();
    line.take([2, false]);
    line.line.begin();
    line.take([1, false]);
    line.take([1, true], [2, false], [1, true]);
    expect(line.runs()).toEqual([[3, false], [1, true], [2, false], [1, true]]);
  });

  it('loses nothing of somebody who goes on talking, and is behind for no more than 15 s', () => {
    const line = new Line();
    line.take([2, false], [1, true]);
    line.line.mark(2.5);
    line.line.begin();
    line.take(...talk(14));
    expect(line.line.delay).toBeGreaterThan(0.9);
    line.take(...talk(2));
    expect(line.line.delay).toBeLessThan(0.02);
  });

  it('keeps 12 s where a call takes long to stand', () => {
    const line = new Line();
    line.take([1, false], [2, true]);
    line.line.mark(2.5);
    line.take(...talk(20));
    line.line.begin();
    line.take([0.1, true]);
    expect(line.line.delay).toBeGreaterThan(11.5);
    expect(line.line.delay).toBeLessThanOrEqual(12);
  });

  it('takes a microphone that gives nothing for silence', () => {
    const { line } = new Line();
    const output = new Float32Array(quantum).fill(1);
    line.begin();
    line.pass(undefined, output);
    expect(output.every((sample) => sample === 0)).toBe(true);
  });
});
