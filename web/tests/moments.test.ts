import { describe, expect, it } from 'vitest';
import { Moments } from '../src/kiosk/moments';
import { quantum } from '../src/kiosk/quantum';

/** What comes of so many quanta, the sample of each telling its place; every fifth is silence. */
function cut(sampleRate: number, quanta: number): Float32Array[] {
  const moments = new Moments(sampleRate);
  return Array.from({ length: quanta }, (_, i) => moments.take(i % 5 === 4 ? undefined : new Float32Array(quantum).fill(i + 1)))
    .filter((moment) => moment !== undefined);
}

describe('Moments', () => {
  it.each([[48_000, 1_920], [44_100, 1_792], [16_000, 640], [8_000, 384]])('are 40 ms at %d Hz, or a little more', (sampleRate, length) => {
    expect(cut(sampleRate, 40).map((moment) => moment.length)).toEqual(Array.from({ length: Math.floor(40 * quantum / length) }, () => length));
  });

  it('follow one another without a gap, silence and all', () => {
    const heard = cut(48_000, 45).flatMap((moment) => [...moment]);
    expect(heard).toEqual(Array.from({ length: 45 * quantum }, (_, i) => {
      const at = Math.floor(i / quantum);
      return at % 5 === 4 ? 0 : at + 1;
    }));
  });
});
