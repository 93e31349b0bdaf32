import { expect, it, vi } from 'vitest';
import { keepRunning } from '../src/keepRunning';

it.each([
  ['interrupted', 1],
  ['suspended', 1],
  ['running', 0],
  ['closed', 0],
])('an audio context that becomes %s is resumed %i times', (state, times) => {
  const context = Object.assign(new EventTarget(), { state: 'running', resume: vi.fn(async () => { throw new Error('not yet'); }) });
  keepRunning(context as unknown as AudioContext);
  context.state = state;
  context.dispatchEvent(new Event('statechange'));
  expect(context.resume).toHaveBeenCalledTimes(times);
});
