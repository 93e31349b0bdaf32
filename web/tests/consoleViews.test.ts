import { describe, expect, it, vi } from 'vitest';
import type { CallsApi } from '../src/console/callsApi';
import { CallHistories, CallHistory, span } from '../src/console/callHistory';
import { matches } from '../src/console/callList';
import { callRows, serverRows } from '../src/console/figures';
import { Format } from '../src/console/format';
import { HeardConversation } from '../src/console/heardConversation';
import { pathOf, topOf } from '../src/console/plot';
import type { Call, Snapshot, Turn } from '../src/console/snapshot';
import { stepsOf } from '../src/console/waterfall';
import { wordsOf } from '../src/console/words';

const call = (id: string, more: Partial<Call> = {}): Call => ({
  id, transport: 'webrtc', state: 'connected', end_reason: null, duration_ms: 0, created_at: 0, agent: 'local', ...more,
});

const snapshot = (at: number, ...calls: Call[]): Snapshot => ({
  at,
  pacer: { scheduling: 'Realtime', frames_sent: 0, skipped_slots: 0, underruns: 0 },
  recent_lateness: { count: 50, p50_us: 40, p99_us: 120, max_us: 300 },
  tick_lateness_us: 0,
  worker_busy: 0.344,
  opus_complexity: 3,
  admission_open: true,
  refused: 0,
  calls,
});

const turn = (id: string, more: Partial<Turn> = {}): Turn => ({
  item_id: id, speech_ended_at: 0, decided_ms: 500, first_sound_ms: 620, departed_ms: 650, heard_ms: 730, broken_off: false, ...more,
});

const uplink = (concealed: number): NonNullable<Call['uplink']> => ({
  packets_late: 0, packets_dropped: 0, concealed_ms: concealed, recovered_ms: 0, jitter_buffer_target_ms: 40, jitter_buffer_delay_ms: 35,
});

describe('CallHistory', () => {
  it('keeps two minutes', () => {
    const history = new CallHistory();
    for (let second = 0; second < 500; second++) {
      history.add(snapshot(1_000 * second, call('a')), call('a'));
    }
    expect(history.samples).toHaveLength(span / 1_000 + 1);
    expect(history.samples.at(-1)).toMatchObject({ latenessP50: null, bufferHere: null, generated: null });
  });

  it('tells a call’s own lateness beside that of all of them, and none of a call over a WebSocket', () => {
    const history = new CallHistory();
    const downlink = { underruns: 0, cuts: 0, buffered_ms: 0, watermark_ms: 0, fec_percent: 0, lateness_p50_us: 30, lateness_max_us: 4_000 };
    history.add(snapshot(0), call('a', { downlink }));
    history.add(snapshot(1), call('a', { downlink: { ...downlink, lateness_p50_us: null, lateness_max_us: null } }));
    history.add(snapshot(2), call('a', { transport: 'websocket' }));
    expect(history.samples.map((s) => [s.latenessP50, s.latenessMax, s.latenessOfAll])).toEqual([[0.03, 4, 0.12], [null, null, 0.12], [null, null, null]]);
  });

  it('tells concealment as the share of the time that has gone by', () => {
    const history = new CallHistory();
    for (const [at, concealed] of [[0, 1_000], [1_000, 1_200], [3_000, 1_300], [4_000, 1_300], [5_000, 100]] as const) {
      history.add(snapshot(at), call('a', { uplink: uplink(concealed) }));
    }
    expect(history.samples.map((s) => s.concealedHere)).toEqual([null, 20, 5, 0, 0]);
  });

  it('lets what was thrown away fall back to what was heard', () => {
    const history = new CallHistory();
    const speech = { generated_ms: 6_000, departed_ms: 3_000, heard_ms: 3_000, discarded_ms: 3_000, delay_ms: 80, error_ms: 10, source: 'reported' as const };
    history.add(snapshot(0), call('a', { speech }));
    expect(history.samples[0]).toMatchObject({ generated: 3, departed: 3, heard: 3, toTheEar: 80 });
  });

  it('knows each turn once, as it was told last, the newest first', () => {
    const history = new CallHistory();
    history.add(snapshot(0), call('a', { turns: [turn('1'), turn('2', { heard_ms: null })] }));
    history.add(snapshot(1), call('a', { turns: [turn('2'), turn('3')] }));
    expect(history.turns.map((t) => [t.item_id, t.heard_ms])).toEqual([['3', 730], ['2', 730], ['1', 730]]);
    for (let i = 4; i < 100; i++) {
      history.add(snapshot(i), call('a', { turns: [turn(String(i))] }));
    }
    expect(history.turns).toHaveLength(30);
  });

  it('goes with its call, but for the one that is looked at', () => {
    const histories = new CallHistories();
    histories.add(snapshot(0, call('a'), call('b'), call('c')), 'b');
    histories.add(snapshot(1, call('c')), 'b');
    expect(['a', 'b', 'c'].map((id) => histories.of(id)?.samples.length)).toEqual([undefined, 1, 2]);
  });
});

describe('plots', () => {
  it('end above what they show, at a round number', () => {
    expect([0.1, 0.11, 1, 3.2, 5, 5.1, 84, 1_000].map(topOf)).toEqual([0.1, 0.2, 1, 5, 5, 10, 100, 1_000]);
  });

  it('draw a line from the right end back, and break it where nothing is known', () => {
    const path = pathOf([0, 50, null, 100, null, 200], [-span, -1_000, -800, -500, -200, 0], 0, 100);
    expect(path).toBe('M0.0 118.0L595.0 60.0M597.5 2.0h-5M600.0 2.0h-5');
    expect(pathOf([null, null], [0, 1], 1, 1)).toBe('');
  });
});

describe('stepsOf', () => {
  it('tells what each step took, as far as the answer came', () => {
    expect(stepsOf(turn('1'))).toEqual([{ at: 500, took: 500 }, { at: 620, took: 120 }, { at: 650, took: 30 }, { at: 730, took: 80 }]);
    expect(stepsOf(turn('1', { departed_ms: null, heard_ms: null }))).toHaveLength(2);
  });

  it('takes no step backwards', () => {
    expect(stepsOf(turn('1', { first_sound_ms: 480 }))[1]).toEqual({ at: 500, took: 0 });
  });
});

describe('words and figures', () => {
  it('are there in both languages', () => {
    expect(Object.keys(wordsOf('de-AT')).sort()).toEqual(Object.keys(wordsOf('en')).sort());
    expect(wordsOf('fr').live).toBe('Live');
    expect(new Format('de').number(1_234.5, 1)).toBe('1.234,5');
    expect([0, 61_000, 3_723_000].map((ms) => new Format('en').clock(ms))).toEqual(['0:00', '1:01', '1:02:03']);
  });

  it('tell how hard the server works, and what that means', () => {
    const rows = serverRows(snapshot(0), wordsOf('en'), new Format('en'));
    expect(rows).toContainEqual(['Busiest worker at work', '34 %', expect.stringContaining('65 %')]);
    expect(rows).toContainEqual(['Effort of coding', '3 of 10', expect.stringContaining('Opus')]);
  });

  it('leave out of a call over a WebSocket what it has not', () => {
    const rows = callRows(call('a', { transport: 'websocket' }), wordsOf('en'), new Format('en'));
    expect(rows.map(([name]) => name)).toEqual(['Since', 'On the line', 'Agent']);
  });

  it('find calls by a part of their identifier or address', () => {
    const peer = { remote: 'udp 192.0.2.7:4000' } as NonNullable<Call['peer']>;
    const calls = [call('rtc_AB12'), call('rtc_CD34', { peer })];
    expect([' ab1', '0.2.7', 'rtc', 'x'].map((f) => matches(calls, f).length)).toEqual([1, 1, 2, 0]);
  });
});

describe('HeardConversation', () => {
  const item = (id: string) => ({ item: { id, type: 'message' } });

  it('is read when it has changed, one reading at a time, and the latest counts', async () => {
    const answers: ((items: ReturnType<typeof item>[] | null) => void)[] = [];
    const api = { conversation: vi.fn(() => new Promise((answer) => answers.push(answer))) };
    const changed = vi.fn();
    const said = new HeardConversation(api as unknown as CallsApi, changed);
    said.show('a', 1);
    said.show('a', 1);
    said.show('a', 2);
    said.show('a', 3);
    expect(api.conversation).toHaveBeenCalledTimes(1);
    answers[0]!([item('1')]);
    await vi.waitFor(() => expect(api.conversation).toHaveBeenCalledTimes(2));
    answers[1]!([item('1'), item('2')]);
    await vi.waitFor(() => expect(said.items).toHaveLength(2));
    said.show('a', 3);
    expect(api.conversation).toHaveBeenCalledTimes(2);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('shows nothing of one call under another, and keeps what it has when a reading fails', async () => {
    const answers = new Map<string, (items: ReturnType<typeof item>[] | null) => void>();
    const api = { conversation: vi.fn((id: string) => new Promise((answer) => answers.set(id, answer))) };
    const said = new HeardConversation(api as unknown as CallsApi, () => {});
    said.show('a', 1);
    said.show('b', 1);
    answers.get('a')!([item('of a')]);
    await vi.waitFor(() => expect(answers.has('b')).toBe(true));
    expect(said.items).toBeUndefined();
    answers.get('b')!([item('of b')]);
    await vi.waitFor(() => expect(said.items).toHaveLength(1));
    answers.delete('b');
    said.show('b', 2);
    answers.get('b')!(null);
    await new Promise((done) => setTimeout(done));
    expect(said.items).toHaveLength(1);
  });
});
