import { describe, expect, it } from 'vitest';
import { SpeechGate } from '../src/kiosk/speechGate';
import { look, type Moment } from '../src/kiosk/voicing';
import { far, hiss, knock, near, quiet, rustle, sampleRate, tone, vowel } from './voices';

describe('a moment of sound', () => {
  it.each([80, 120, 180, 250, 350])('is voiced when it is a vowel at %d Hz', (pitch) => {
    expect(look(vowel(pitch), sampleRate).isVoiced).toBe(true);
  });

  it.each([
    ['a rustle', rustle()],
    ['a knock', knock()],
    ['a beep', tone(1_000)],
    ['a whistle', tone(1_700)],
    ['the mains', tone(50)],
    ['nothing at all', new Float32Array(2_048)],
  ])('is not voiced when it is %s', (_, samples) => {
    expect(look(samples, sampleRate).isVoiced).toBe(false);
  });

  it.each([44_100, 16_000, 8_000])('is looked at as well at %d samples a second', (rate) => {
    const samples = Float32Array.from({ length: Math.ceil(rate * 0.043) }, (_, i) =>
      [0.5, 1, 0.7].reduce((sum, part, k) => sum + 0.1 * part * Math.sin(2 * Math.PI * 140 * (k + 1) * i / rate), 0));
    expect(look(samples, rate).isVoiced).toBe(true);
  });

  it('has its level in dB below full scale', () => {
    expect(look(tone(1_000, 1), sampleRate).decibels).toBeCloseTo(-3, 1);
  });
});

/** For how long each of these is heard, in ms, until the gate opens; undefined where it does not. */
function opensAfter(...parts: [Moment, number][]): number | undefined {
  const gate = new SpeechGate(-45);
  let time = 0;
  for (const [moment, duration] of parts) {
    for (let end = time + duration; time < end;) {
      time += 40;
      if (gate.take(moment, 40)) {
        return time;
      }
    }
  }
  return undefined;
}

describe('SpeechGate', () => {
  it('opens to somebody who says a word or two', () => {
    expect(opensAfter([quiet, 3_000], [near, 200], [hiss, 80], [near, 400])).toBeLessThanOrEqual(3_520);
  });

  it.each([
    ['a cough', [[near, 200], [quiet, 5_000]]],
    ['somebody far away', [[far, 20_000]]],
    ['a crackle', [[hiss, 20_000]]],
    ['one syllable a second', Array.from({ length: 20 }, () => [[near, 120], [quiet, 880]]).flat()],
  ] as [string, [Moment, number][]][])('stays shut to %s', (_, parts) => {
    expect(opensAfter([quiet, 3_000], ...parts)).toBeUndefined();
  });

  it('stays shut to the noise of the room, even where that has a pitch', () => {
    expect(opensAfter([{ decibels: -30, isVoiced: true }, 60_000])).toBeUndefined();
  });

  it('opens to a voice above that noise, however loud it is', () => {
    expect(opensAfter([{ decibels: -30, isVoiced: true }, 5_000], [{ decibels: -18, isVoiced: true }, 1_000])).toBeLessThanOrEqual(5_400);
  });

  it('is not deafened by a noise that has ended', () => {
    expect(opensAfter([quiet, 2_000], [{ decibels: -15, isVoiced: false }, 60_000], [quiet, 2_000], [near, 1_000])).toBeLessThanOrEqual(64_400);
  });
});
