import type { WidgetState } from './state';

/**
 * Whether a screen reader is to say a state. During a call it says nothing of whose turn it is: that is heard, and its
 * voice would get into the microphone and cut in. Who cannot be heard is told everything.
 */
export function shouldAnnounce(previous: WidgetState, next: WidgetState, canBeHeard: boolean): boolean {
  if (previous === next) {
    return false;
  }
  if (!canBeHeard) {
    return true;
  }
  return next === 'listening' ? isNoTurn(previous) : isNoTurn(next);
}

function isNoTurn(state: WidgetState): boolean {
  return state !== 'listening' && state !== 'thinking' && state !== 'speaking';
}
