import { Call, type CallState } from './call';
import { Meter } from './meter';
import { CallProblem } from './problem';
import { Transcript } from './transcript';
import { TranscriptView } from './transcriptView';

const words: Record<CallState | 'idle', { state: string; button: string }> = {
  idle: { state: 'Ready when you are.', button: 'Call' },
  asking: { state: 'Waiting for the microphone…', button: 'Cancel' },
  connecting: { state: 'Connecting…', button: 'Cancel' },
  talking: { state: 'Connected. Go ahead and talk.', button: 'Hang up' },
  recovering: { state: 'The line is shaky. Reconnecting…', button: 'Hang up' },
  ended: { state: 'The call has ended.', button: 'Call again' },
};

const button = element<HTMLButtonElement>('call');
const label = element('call-label');
const state = element('state');
const problem = element('problem');
const voice = element<HTMLAudioElement>('voice');
const you = new Meter(element('you'));
const assistant = new Meter(element('assistant'));
const view = new TranscriptView(element('transcript'));

let call: Call | undefined;
let audio: AudioContext | undefined;

button.addEventListener('click', () => (call ? call.hangUp() : begin()));
addEventListener('pagehide', () => call?.hangUp());
if (!navigator.mediaDevices || !('RTCPeerConnection' in window)) {
  // Said before anyone presses the button: a page without a secure context has no microphone at all.
  complain(new CallProblem(window.isSecureContext ? 'unsupported' : 'insecure'));
  button.disabled = true;
}

function begin(): void {
  // Made in the click, or the browser would keep it suspended.
  const context = audio = new AudioContext();
  problem.hidden = true;
  const transcript = new Transcript((event) => call?.send(event));
  view.show(transcript.entries);
  call = Call.start(
    { endpoint: new URL('v1/realtime/calls', document.baseURI).href, audio: context },
    {
      changed: (next, why) => {
        show(next);
        if (next === 'ended') {
          end(why);
        }
      },
      microphone: (stream) => you.watch(context, stream),
      voice: (stream) => {
        voice.srcObject = stream;
        assistant.watch(context, stream);
      },
      silence: (isSilent) => {
        voice.muted = isSilent;
      },
      event: (event) => {
        if (transcript.take(event)) {
          view.show(transcript.entries);
        }
      },
    });
}

function end(why?: CallProblem): void {
  call = undefined;
  you.stop();
  assistant.stop();
  voice.srcObject = null;
  void audio?.close();
  audio = undefined;
  if (why) {
    complain(why);
  }
}

function show(next: CallState): void {
  document.body.dataset['state'] = next;
  state.textContent = words[next].state;
  label.textContent = words[next].button;
}

function complain(why: CallProblem): void {
  problem.textContent = why.message;
  problem.hidden = false;
  state.textContent = '';
}

function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`The page has no element #${id}.`);
  }
  return found as T;
}
