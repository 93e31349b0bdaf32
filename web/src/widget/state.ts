import type { Doing } from '../activity';
import type { Stage } from '../conversation';

/** What the widget shows. */
export type WidgetState = 'idle' | 'connecting' | 'listening' | 'thinking' | 'speaking' | 'muted' | 'reconnecting' | 'error';

/** All of a conversation that decides it. */
export interface Situation {
  /** Where the conversation is; undefined before the first one. */
  stage: Stage | undefined;
  doing: Doing;
  isMuted: boolean;
  /** The last one could not begin or go on. */
  hasProblem: boolean;
}

/** The state of a situation. The assistant's doings come before a muted microphone: that has its button. */
export function stateOf({ stage, doing, isMuted, hasProblem }: Situation): WidgetState {
  switch (stage) {
    case 'asking':
    case 'connecting':
      return 'connecting';
    case 'reconnecting':
      return 'reconnecting';
    case 'talking':
      return doing === 'listening' && isMuted ? 'muted' : doing;
    default:
      return hasProblem ? 'error' : 'idle';
  }
}

/** Whether a call is on, or on its way. */
export function isOnCall(stage: Stage | undefined): boolean {
  return stage !== undefined && stage !== 'ended';
}
