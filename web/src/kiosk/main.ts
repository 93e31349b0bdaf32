import type { RtcVoiceElement } from '../widget/element';
import { Kiosk } from './kiosk';
import { KioskScreen } from './screen';
import { words } from './words';

/** How often it is asked whether the server can take a call, in ms. */
const checkInterval = 5_000;

/** Seconds without a word until the person is taken to have left; the address may say otherwise: `/kiosk?silence=60`. */
const usualSilence = 45;

const parameters = new URLSearchParams(location.search);
const language = parameters.get('lang') ?? navigator.language;
const texts = words(language);
const voice = document.querySelector<RtcVoiceElement>('rtc-voice')!;
const start = document.querySelector<HTMLButtonElement>('#start')!;
const trouble = document.querySelector<HTMLElement>('#trouble')!;
const screen = new KioskScreen();

const kiosk = new Kiosk({
  call: () => voice.call(),
  hangUp: () => voice.hangUp(),
  shows: (shown) => {
    document.body.dataset['shows'] = shown;
    if (shown === 'invitation') {
      // Nothing of the last person's call stays.
      voice.clear();
      start.focus();
    }
  },
  silence: 1_000 * (Number(parameters.get('silence')) || usualSilence),
});

document.documentElement.lang = language;
document.querySelector('#title')!.textContent = document.title = parameters.get('heading') ?? texts.title;
document.querySelector('#invitation')!.textContent = texts.invitation;
voice.heading = parameters.get('heading') ?? '';
voice.agent = parameters.get('agent') ?? '';
voice.tokenUrl = parameters.get('token-url') ?? '';
start.addEventListener('click', () => {
  void screen.fill();
  kiosk.touch();
});
voice.addEventListener('rtc-voice-state', (e) => kiosk.follow((e as CustomEvent<{ state: typeof voice.state }>).detail.state));
voice.addEventListener('rtc-voice-event', () => kiosk.stir(voice.state));
addEventListener('pointerdown', () => kiosk.stir(voice.state));
addEventListener('keydown', () => kiosk.stir(voice.state));
addEventListener('online', () => void check());
setInterval(() => void check(), checkInterval);

/** Nobody is invited to a call that cannot be taken. */
async function check(): Promise<void> {
  if (document.body.dataset['shows'] !== 'invitation') {
    return;
  }
  let canCall = false;
  try {
    canCall = (await fetch('./healthz', { cache: 'no-store', signal: AbortSignal.timeout(checkInterval) })).ok;
  } catch {
    // No network, or no server.
  }
  start.disabled = !canCall;
  trouble.textContent = canCall ? '' : texts.trouble;
}
