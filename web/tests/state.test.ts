import { describe, expect, it } from 'vitest';
import { shouldAnnounce } from '../src/widget/announcement';
import { isOnCall, stateOf, type Situation } from '../src/widget/state';

const quiet: Situation = { stage: 'talking', doing: 'listening', isMuted: false, hasProblem: false };

describe('stateOf', () => {
  it.each([
    [{ stage: undefined }, 'idle'],
    [{ stage: 'asking' }, 'connecting'],
    [{ stage: 'connecting' }, 'connecting'],
    [{}, 'listening'],
    [{ doing: 'thinking' }, 'thinking'],
    [{ doing: 'speaking' }, 'speaking'],
    [{ isMuted: true }, 'muted'],
    [{ isMuted: true, doing: 'speaking' }, 'speaking'],
    [{ stage: 'reconnecting', doing: 'speaking' }, 'reconnecting'],
    [{ hasProblem: true }, 'listening'],
    [{ stage: 'ended' }, 'idle'],
    [{ stage: 'ended', hasProblem: true }, 'error'],
    [{ stage: 'ended', doing: 'speaking', isMuted: true }, 'idle'],
  ] as [Partial<Situation>, string][])('shows %o as %s', (change, state) => {
    expect(stateOf({ ...quiet, ...change })).toBe(state);
  });
});

describe('isOnCall', () => {
  it('holds from the click to the end', () => {
    expect([undefined, 'asking', 'connecting', 'talking', 'reconnecting', 'ended'].map((stage) => isOnCall(stage as Situation['stage'])))
      .toEqual([false, true, true, true, true, false]);
  });
});

describe('shouldAnnounce', () => {
  it.each([
    ['idle', 'connecting', true],
    ['connecting', 'listening', true],
    ['listening', 'speaking', false],
    ['speaking', 'thinking', false],
    ['speaking', 'listening', false],
    ['speaking', 'reconnecting', true],
    ['reconnecting', 'listening', true],
    ['listening', 'muted', true],
    ['muted', 'listening', true],
    ['speaking', 'error', true],
    ['muted', 'muted', false],
  ] as const)('of %s becoming %s in a spoken call: %s', (previous, next, isAnnounced) => {
    expect(shouldAnnounce(previous, next, true)).toBe(isAnnounced);
  });

  it('says every change to somebody who types', () => {
    expect(shouldAnnounce('listening', 'thinking', false)).toBe(true);
    expect(shouldAnnounce('thinking', 'thinking', false)).toBe(false);
  });
});
