import type { Moment } from '../src/kiosk/voicing';

const rate = 48_000;
const length = 2_048;

/** How long each of these sounds lasts, in ms. */
export const moment = 1_000 * length / rate;

/** A generator of the same numbers each time, from -1 to 1 (mulberry32). */
function noiseSource(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

const noise = noiseSource();

const samples = (sample: (seconds: number) => number, at = rate): Float32Array => Float32Array.from({ length: length * at / rate }, (_, i) => sample(i / at));

/** A vowel: harmonics of a pitch, the loudest of them not the lowest. */
export const vowel = (pitch: number, at = rate): Float32Array => samples((t) =>
  0.1 * [0.5, 0.8, 1, 0.7, 0.4, 0.3].reduce((sum, part, i) => sum + part * Math.sin(2 * Math.PI * pitch * (i + 1) * t + i), 0.02 * noise()), at);

export const silence = (at = rate): Float32Array => samples(() => 0, at);

export const rustle = (amplitude = 0.1): Float32Array => samples(() => amplitude * noise());

export const tone = (frequency: number, amplitude = 0.1): Float32Array => samples((t) => amplitude * Math.sin(2 * Math.PI * frequency * t));

export const knock = (): Float32Array => samples((t) => 0.8 * noise() * Math.exp(-t / 0.005));

export const sampleRate = rate;

/** Moments as they are told of. */
export const quiet: Moment = { decibels: -65, isVoiced: false };
export const near: Moment = { decibels: -25, isVoiced: true };
export const far: Moment = { decibels: -50, isVoiced: true };
export const hiss: Moment = { decibels: -25, isVoiced: false };
