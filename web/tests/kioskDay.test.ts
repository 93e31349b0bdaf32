// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import type { Window } from 'happy-dom';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RtcVoiceElement } from '../src/widget/element';
import { Terminal } from './terminal';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

let terminal: Terminal;
let start: number;

/** Lets time pass, half a second at once: what happens in between need not wait for what else is to happen. */
async function pass(time: number) {
  for (let left = time; left > 0; left -= second / 2) {
    vi.advanceTimersByTime(Math.min(left, second / 2));
    await vi.advanceTimersByTimeAsync(0);
  }
  await vi.advanceTimersByTimeAsync(0);
}

const shows = () => document.body.dataset['shows'];
const button = () => document.querySelector<HTMLButtonElement>('#start')!;
const widget = () => document.querySelector<RtcVoiceElement>('rtc-voice')!;
const nodes = () => document.querySelectorAll('*').length + widget().shadowRoot!.querySelectorAll('*').length;

function see(visibility: 'visible' | 'hidden') {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibility });
  Object.defineProperty(document, 'hidden', { configurable: true, value: visibility === 'hidden' });
  if (visibility === 'hidden') {
    terminal.locks.filter(({ released }) => !released).forEach((lock) => lock.release());
  }
  document.dispatchEvent(new Event('visibilitychange'));
}

let turns = 0;

/** Both say something. */
async function talk() {
  const turn = ++turns;
  terminal.happens({ type: 'input_audio_buffer.speech_started', item_id: `u${turn}` });
  await pass(2 * second);
  terminal.happens({ type: 'input_audio_buffer.committed', item_id: `u${turn}` });
  terminal.happens({ type: 'response.created', response: { id: `r${turn}` } });
  terminal.happens({ type: 'conversation.item.added', item: { id: `a${turn}`, type: 'message', role: 'assistant', status: 'in_progress' } });
  terminal.happens({ type: 'output_audio_buffer.started' });
  terminal.happens({ type: 'response.output_audio_transcript.delta', item_id: `a${turn}`, delta: 'It is on the third floor.' });
  terminal.happens({ type: 'response.done', response: { id: `r${turn}` } });
  await pass(3 * second);
  terminal.happens({ type: 'output_audio_buffer.stopped' });
}

/** Somebody touches it and asks something, and walks away. */
async function visit() {
  button().click();
  await pass(0);
  terminal.connect();
  await talk();
  await talk();
  await pass(2 * minute);
}

/** Somebody talks to it without a touch, or something sounds like it. */
async function speakUp() {
  await pass(2 * second);
  terminal.hear(true);
  await pass(second);
  terminal.hear(false);
}

const events: Record<string, () => Promise<void>> = {
  visit,
  async 'visit by speech'() {
    await speakUp();
    if (shows() === 'call') {
      terminal.connect();
      await talk();
    }
    await pass(2 * minute);
  },
  async 'nothing but noise'() {
    for (let i = 0; i < 4; i++) {
      await speakUp();
      if (shows() === 'call') {
        terminal.connect();
      }
      await pass(50 * second);
    }
    await pass(2 * minute);
  },
  async 'somebody mutes it and hangs up'() {
    button().click();
    await pass(0);
    terminal.connect();
    widget().muted = true;
    widget().hangUp();
    await pass(minute);
  },
  async 'the network goes in a call'() {
    button().click();
    await pass(0);
    terminal.connect();
    await talk();
    terminal.networkIsUp = false;
    terminal.call.becomes('failed');
    await pass(3 * minute);
    terminal.networkIsUp = true;
    window.dispatchEvent(new Event('online'));
    await pass(minute);
  },
  async 'the server restarts in a call'() {
    button().click();
    await pass(0);
    terminal.connect();
    await talk();
    terminal.serverIsUp = false;
    terminal.call.channel.onclose();
    terminal.call.becomes('failed');
    await pass(10 * second);
    terminal.serverIsUp = true;
    await pass(3 * minute);
  },
  async 'a path that breaks, and a server that has forgotten the call'() {
    button().click();
    await pass(0);
    terminal.connect();
    terminal.call.becomes('failed');
    await pass(5 * second);
    terminal.connect();
    await talk();
    await pass(2 * minute);
  },
  async 'the server is away'() {
    terminal.serverIsUp = false;
    await pass(10 * second);
    button().click();
    await speakUp();
    await pass(2 * minute);
    terminal.serverIsUp = true;
    await pass(10 * second);
  },
  async 'a call that comes to nothing'() {
    button().click();
    await pass(2 * minute);
  },
  async 'nobody sees it for a while'() {
    see('hidden');
    await speakUp();
    await pass(5 * minute);
    see('visible');
    await pass(second);
  },
  async 'the system takes the screen'() {
    terminal.locks.at(-1)?.release();
    await pass(minute);
  },
  async 'the microphone is pulled out'() {
    terminal.streams.at(-1)?.tracks[0]!.dispatchEvent(new Event('ended'));
    await pass(10 * second);
  },
  async 'nobody takes its reports'() {
    terminal.takesReports = false;
    await pass(10 * minute);
    terminal.takesReports = true;
    await pass(5 * minute);
  },
};

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  start = Date.now();
  turns = 0;
  terminal = new Terminal();
  terminal.install(window as unknown as Window);
  vi.stubGlobal('AbortSignal', { timeout: () => undefined });
  (window as unknown as Window).happyDOM.setURL('https://voice.test/kiosk?wake=speech&beacon=https://watch.test/health&name=lobby');
  document.body.innerHTML = /<body[^>]*>(.*)<\/body>/s.exec(readFileSync('kiosk.html', 'utf8'))![1]!;
  document.body.dataset['shows'] = 'invitation';
  await import('../src/widget');
  await import('../src/kiosk/main');
  await pass(second);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a kiosk that nobody looks after', () => {
  it('invites after eight hours as in its first minute, and keeps nothing of them', async () => {
    for (const happen of Object.values(events)) {
      await happen();
    }
    await pass(20 * minute);
    expect(shows()).toBe('invitation');
    const before = { ...terminal.kept, nodes: nodes(), timers: vi.getTimerCount() };
    expect(before).toMatchObject({ calls: 0, microphones: 1, contexts: 1, sources: 1, locks: 1 });

    let rounds = 0;
    while (Date.now() - start < 8 * hour) {
      for (const [name, happen] of Object.entries(events)) {
        await happen();
        expect(shows(), name).toBe('invitation');
        expect(terminal.kept.calls, name).toBe(0);
      }
      rounds++;
    }

    await pass(20 * minute);
    expect(rounds).toBeGreaterThan(5);
    expect(button().disabled).toBe(false);
    expect(widget().muted).toBe(false);
    expect({ ...terminal.kept, nodes: nodes(), timers: vi.getTimerCount() }).toEqual(before);
    // All of it has happened.
    const seen = new Set(terminal.reports.flatMap(({ state, wake }) => [state, wake]));
    expect([...seen]).toEqual(expect.arrayContaining(['invitation', 'out-of-order', 'reconnecting', 'speaking', 'error', 'listening', 'resting']));
    const { begun, by_speech, connected, failed, without_anybody } = terminal.reports.at(-1)!['calls'] as Record<string, number>;
    expect(begun).toBeGreaterThan(9 * rounds);
    expect(by_speech).toBeGreaterThan(3 * rounds);
    expect(connected).toBe(begun! - rounds - 1);
    expect(failed).toBe(2 * (rounds + 1));
    expect(without_anybody).toBe(3 * (rounds + 1));
    expect(terminal.reports.at(-1)).toMatchObject({ name: 'lobby', state: 'invitation', wake: 'listening', screen_kept_on: true });
  }, 180_000);
});
