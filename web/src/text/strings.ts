import type { ProblemKind } from '../problem';
import type { CallOutcome } from '../transcript';
import type { WidgetState } from '../widget/state';

/** Everything that the widget says, in one language. */
export interface Strings {
  /** What it calls itself where the page names nothing else. */
  title: string;
  you: string;
  assistant: string;
  /** One sentence for each state, read aloud as it comes. */
  states: Record<WidgetState, string>;
  problems: Record<ProblemKind, string>;
  /** While the browser asks for the microphone. */
  asking: string;
  open: string;
  close: string;
  call: string;
  callAgain: string;
  callWithoutMicrophone: string;
  cancel: string;
  hangUp: string;
  mute: string;
  unmute: string;
  settings: string;
  microphone: string;
  speaker: string;
  volume: string;
  systemDefault: string;
  transcript: string;
  message: string;
  send: string;
  spoken: string;
  unheard: string;
  ended: string;
  resumed: string;
  resumedInPart: string;
  soundBlocked: string;
  soundOn: string;
  yourLevel: string;
  assistantsLevel: string;
  /** What the assistant does with a function: calls it, has called it, could not, did not. */
  functions: Record<CallOutcome, (name: string) => string>;
}

/** What a page may put in place of single strings. */
export type StringChanges = Partial<Omit<Strings, 'states' | 'problems'>> & {
  states?: Partial<Strings['states']>;
  problems?: Partial<Strings['problems']>;
};

/** A language with a page's own words in it. */
export function withChanges(strings: Strings, changes: StringChanges | undefined): Strings {
  return changes === undefined ? strings : {
    ...strings,
    ...changes,
    states: { ...strings.states, ...changes.states },
    problems: { ...strings.problems, ...changes.problems },
  };
}
