/** Below this a room is quiet: the bar is empty. */
const floorDecibels = -60;

/** Loud speech: the bar is full. */
const ceilingDecibels = -12;

/** A bar leaps up with the voice and sinks slowly, so that the eye can follow it. */
const riseMilliseconds = 20;
const fallMilliseconds = 220;

/** Where the root mean square of a block of samples stands between quiet (0) and loud speech (1). */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) {
    sum += sample * sample;
  }

  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
  return Math.min(1, Math.max(0, (decibels - floorDecibels) / (ceilingDecibels - floorDecibels)));
}

/** The bar's next height, on its way from the last one to the level; the same at every frame rate. */
export function follow(last: number, level: number, elapsedMilliseconds: number): number {
  const time = level > last ? riseMilliseconds : fallMilliseconds;
  return level + (last - level) * Math.exp(-Math.max(0, elapsedMilliseconds) / time);
}

/** Shows the level of one side of the call in a `role="meter"` element. */
export class Meter {
  readonly #element: HTMLElement;
  #analyser: AnalyserNode | undefined;
  #source: MediaStreamAudioSourceNode | undefined;
  #samples = new Float32Array(0);
  #shown = 0;
  #last = 0;
  #frame = 0;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** Shows this stream from now on. A remote stream has to play in an audio element too, or Chromium gives silence. */
  watch(context: AudioContext, stream: MediaStream): void {
    this.stop();
    this.#analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0 });
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source = context.createMediaStreamSource(stream);
    this.#source.connect(this.#analyser);
    this.#last = performance.now();
    this.#frame = requestAnimationFrame((now) => this.#draw(now));
  }

  /** Empties the bar. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#source?.disconnect();
    this.#source = this.#analyser = undefined;
    this.#show(0);
  }

  #draw(now: number): void {
    if (this.#analyser) {
      this.#analyser.getFloatTimeDomainData(this.#samples);
      this.#show(follow(this.#shown, levelOf(this.#samples), now - this.#last));
      this.#last = now;
      this.#frame = requestAnimationFrame((next) => this.#draw(next));
    }
  }

  #show(level: number): void {
    this.#shown = level;
    this.#element.style.setProperty('--level', level.toFixed(3));
    this.#element.setAttribute('aria-valuenow', String(Math.round(level * 100)));
  }
}
