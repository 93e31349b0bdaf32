import { describe, expect, it } from 'vitest';
import { follow, levelOf } from '../src/meter';

const tone = (amplitude: number) => Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin(i * 0.3));

describe('levelOf', () => {
  it('is empty for silence and for no samples at all', () => {
    expect(levelOf(new Float32Array(1024))).toBe(0);
    expect(levelOf(new Float32Array(0))).toBe(0);
  });

  it('is full for the loudest voice and never beyond', () => {
    expect(levelOf(tone(1))).toBe(1);
  });

  it('rises by the same step for each doubling', () => {
    const step = levelOf(tone(0.02)) - levelOf(tone(0.01));
    expect(step).toBeCloseTo(6.02 / 48, 3);
    expect(levelOf(tone(0.04)) - levelOf(tone(0.02))).toBeCloseTo(step, 3);
  });
});

describe('follow', () => {
  it('rises faster than it falls', () => {
    expect(follow(0, 1, 16)).toBeGreaterThan(1 - follow(1, 0, 16));
  });

  it('comes to the same height at every frame rate', () => {
    const once = follow(1, 0, 100);
    const often = Array.from({ length: 10 }).reduce<number>((level) => follow(level, 0, 10), 1);
    expect(often).toBeCloseTo(once, 9);
  });

  it('stays where it is when no time has passed', () => {
    expect(follow(0.4, 1, 0)).toBe(0.4);
  });
});
