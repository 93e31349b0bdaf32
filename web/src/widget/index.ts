import { RtcVoiceElement } from './element';

export { RtcVoiceElement };
export type { WidgetState } from './state';
export type { Entry, CallOutcome } from '../transcript';
export type { ProblemKind } from '../problem';
export type { Strings, StringChanges } from '../text/strings';
export { addLanguage } from '../text/languages';

// A page may hold the script twice.
if (!customElements.get('rtc-voice')) {
  customElements.define('rtc-voice', RtcVoiceElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-voice': RtcVoiceElement;
  }
}
