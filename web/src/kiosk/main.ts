import { version } from '../../package.json';
import type { CallProblem } from '../problem';
import { Resumption } from '../resumption';
import type { RtcVoiceElement } from '../widget/element';
import { Beacon } from './beacon';
import { Health } from './health';
import { Kiosk } from './kiosk';
import { NewVersion } from './newVersion';
import type { OpeningWords } from './openingWords';
import { readAddress } from './options';
import { KioskScreen } from './screen';
import { Wake } from './wake';
import { wordsOf } from './words';

/** How often it is asked whether the server can take a call, in ms. */
const checkInterval = 5_000;

const address = readAddress({ search: location.search, base: document.baseURI }, navigator.language, (sentence) => console.warn(`kiosk: ${sentence}`));
const texts = wordsOf(address.language);
const voice = document.querySelector<RtcVoiceElement>('rtc-voice')!;
const start = document.querySelector<HTMLButtonElement>('#start')!;
const invitation = document.querySelector<HTMLElement>('#invitation')!;
const trouble = document.querySelector<HTMLElement>('#trouble')!;
const screen = new KioskScreen();
let canCall = true;
let words: OpeningWords | undefined;
let greeting: Resumption | undefined;

const wake = new Wake({
  quietest: address.wakeLevel,
  woken: (begun) => {
    words = begun;
    // Who has asked something wants an answer, and whoever said hello gets one to that.
    greeting = new Resumption({ items: [], isPartial: false }, (event) => voice.send(event));
    health.begun('speech');
    kiosk.wake();
  },
  troubled: ({ kind, detail }: CallProblem) => health.suffer(kind, detail),
  changed: (state) => { invitation.textContent = state === 'listening' ? texts.invitationAloud : texts.invitation; },
});

const health = new Health(version, address.name, () => ({
  visible: document.visibilityState === 'visible',
  screen_kept_on: screen.isKeptOn,
  wake: wake.state,
}));

const kiosk = new Kiosk({
  call: () => voice.call(words ? { microphone: words.stream } : {}),
  hangUp: () => voice.hangUp(),
  shows: (shown) => {
    document.body.dataset['shows'] = shown;
    if (shown === 'invitation') {
      // Nothing of the last person's call stays.
      voice.clear();
      voice.muted = false;
      start.focus();
    }
    settle();
  },
  over: ({ by, isSomebodys }) => {
    if (by === 'speech') {
      wake.judge(isSomebodys);
    }
    if (!isSomebodys) {
      health.wasNobody();
    }
  },
  silence: address.silence,
});

document.documentElement.lang = address.language;
document.querySelector('#title')!.textContent = document.title = address.heading || texts.title;
invitation.textContent = texts.invitation;
document.body.dataset['parts'] = [...address.shown].join(' ');
document.documentElement.dataset['theme'] = voice.theme = address.theme;
voice.heading = address.heading;
voice.agent = address.agent;
voice.tokenUrl = address.tokenUrl;

start.addEventListener('click', () => {
  void screen.fill();
  wake.trust();
  if (kiosk.shown === 'invitation') {
    health.begun('touch');
    kiosk.touch();
  }
});
voice.addEventListener('rtc-voice-state', (e) => {
  const { state } = (e as CustomEvent<{ state: typeof voice.state }>).detail;
  if (state === 'idle' || state === 'error') {
    words?.close();
    words = greeting = undefined;
  }
  kiosk.follow(state);
  health.become(state);
});
voice.addEventListener('rtc-voice-error', (e) => {
  const { kind, detail } = (e as CustomEvent<CallProblem>).detail;
  health.suffer(kind, detail);
});
voice.addEventListener('rtc-voice-event', (e) => {
  const event = (e as CustomEvent<{ type: string }>).detail;
  greeting?.take(event);
  if (event.type === 'session.created') {
    words?.begin();
  } else if (event.type === 'input_audio_buffer.committed') {
    // A whole turn: what only began may have been noise.
    kiosk.meet();
  }
  kiosk.stir(voice.state);
});
for (const touch of ['pointerdown', 'keydown']) {
  addEventListener(touch, () => {
    kiosk.meet();
    kiosk.stir(voice.state);
  });
}
addEventListener('error', (e) => health.suffer('page', e.message));
addEventListener('unhandledrejection', (e) => health.suffer('page', String(e.reason)));
addEventListener('online', () => void check());
document.addEventListener('visibilitychange', settle);
setInterval(() => void check(), checkInterval);
void check();
settle();

new NewVersion({
  files: [location.href, './rtc-voice.js'],
  isIdle: () => kiosk.shown === 'invitation' && canCall,
  reload: () => location.reload(),
}).start();

if (address.beacon) {
  const beacon = new Beacon(address.beacon, { report: () => health.report(), interval: address.beaconInterval });
  beacon.start();
  addEventListener('pagehide', () => beacon.leave());
  // A page may come back from where browsers keep those that were left.
  addEventListener('pageshow', (e) => e.persisted && beacon.start());
}

/** Nobody is invited to a call that cannot be taken. */
async function check(): Promise<void> {
  if (kiosk.shown !== 'invitation') {
    return;
  }
  try {
    canCall = (await fetch('./healthz', { cache: 'no-store', signal: AbortSignal.timeout(checkInterval) })).ok;
  } catch {
    // No network, or no server.
    canCall = false;
  }
  if (!canCall) {
    health.suffer('server-down');
  }
  settle();
}

/** Lets all of it stand as it is to be just now. */
function settle(): void {
  const isInviting = kiosk.shown === 'invitation';
  start.disabled = !canCall;
  trouble.textContent = canCall ? '' : texts.trouble;
  if (isInviting) {
    health.become(canCall ? 'invitation' : 'out-of-order');
  }
  wake.allow(address.wakesBySpeech && isInviting && canCall && document.visibilityState === 'visible');
}
