/** What can be told of a moment's sound without knowing what was said. */
export interface Moment {
  /** Its level: the root mean square in dB below full scale. */
  readonly decibels: number;
  /** Whether it has the pitch of a human voice: a vowel, not a rustle, a knock or a whistle. Found out when it is asked for: most moments are silent. */
  readonly isVoiced: boolean;
}

/** The pitch of human voices when they talk, in Hz. */
const lowestPitch = 75;
const highestPitch = 400;

/** Pitch needs no more than this many samples a second. */
const pitchRate = 8_000;

/** How alike two periods of a voice are at least (normalised autocorrelation). */
const likeness = 0.6;

/** A sound that repeats itself nearly as well within less than a voice's period is a higher tone: a beep, a whistle. */
const nearlyAsWell = 0.9;

/** Looks at a moment of sound, as long as the samples stay as they are: 40 ms of it hold three periods of the lowest voice. */
export function look(samples: Float32Array, sampleRate: number): Moment {
  let sum = 0;
  for (const sample of samples) {
    sum += sample * sample;
  }
  return {
    decibels: 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12),
    get isVoiced() {
      return hasPitchOfVoice(samples, sampleRate);
    },
  };
}

function hasPitchOfVoice(all: Float32Array, sampleRate: number): boolean {
  const factor = Math.max(1, Math.round(sampleRate / pitchRate));
  const rate = sampleRate / factor;
  const samples = thin(all, factor);
  const longest = Math.min(Math.floor(rate / lowestPitch), Math.floor(samples.length / 2));
  const shortest = Math.floor(rate / highestPitch);
  const alike = Array.from({ length: longest + 1 }, (_, lag) => autocorrelation(samples, lag));
  // From lag 0 down to the first dip everything is like itself.
  let lag = 1;
  while (lag < longest && alike[lag + 1]! < alike[lag]!) {
    lag++;
  }
  const best = Math.max(...alike.slice(lag));
  return best >= likeness && alike.findIndex((value, at) => at >= lag && value >= best * nearlyAsWell) >= shortest;
}

function autocorrelation(samples: Float32Array, lag: number): number {
  let both = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i + lag < samples.length; i++) {
    const a = samples[i]!;
    const b = samples[i + lag]!;
    both += a * b;
    first += a * a;
    second += b * b;
  }
  return both / Math.sqrt(first * second + 1e-12);
}

/** Every so-many samples as their mean, without what does not change. */
function thin(samples: Float32Array, factor: number): Float32Array {
  const thinned = new Float32Array(Math.floor(samples.length / factor));
  let sum = 0;
  for (let i = 0; i < thinned.length; i++) {
    for (let j = 0; j < factor; j++) {
      thinned[i]! += samples[i * factor + j]! / factor;
    }
    sum += thinned[i]!;
  }
  const mean = sum / Math.max(1, thinned.length);
  return thinned.map((sample) => sample - mean);
}
