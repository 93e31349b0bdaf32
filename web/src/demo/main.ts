import type { RtcVoiceElement } from '../widget/element';
import { Figures } from './figures';

const voice = element<RtcVoiceElement>('rtc-voice');
const figures = new Figures(element('#figures'), element('#no-figures'));
const embed = `<script type="module" src="${new URL('rtc-voice.js', document.baseURI).href}"></script><rtc-voice></rtc-voice>`;

/** Often enough to see what happens, seldom enough to read. */
const interval = 1_000;

element('#embed').textContent = embed;
element('#copy').addEventListener('click', () => void copy());
voice.addEventListener('rtc-voice-call', () => void figures.show(voice));
setInterval(() => {
  if (['listening', 'thinking', 'speaking', 'muted'].includes(voice.state)) {
    void figures.show(voice);
  }
}, interval);

async function copy(): Promise<void> {
  try {
    await navigator.clipboard.writeText(embed);
    element('#copied').textContent = 'Copied.';
  } catch {
    // Not a secure page, or not allowed: it can still be marked.
    getSelection()?.selectAllChildren(element('#embed'));
    element('#copied').textContent = 'Marked: copy it with the keyboard.';
  }
}

function element<T extends HTMLElement = HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) {
    throw new Error(`The page has no element ${selector}.`);
  }
  return found;
}
