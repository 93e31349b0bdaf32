import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Playout, playoutChannel } from '../src/playout';

const channel = { readyState: 'connecting', send: vi.fn(), onopen: () => {}, onmessage: (_: { data: unknown }) => {}, onclose: () => {} };
const receiver = { track: { kind: 'audio' }, getSynchronizationSources: vi.fn() };
const createDataChannel = vi.fn(() => channel);
let silences: boolean[];
let heardOfFade: number;
let playout: Playout;

const sent = (): unknown[] => channel.send.mock.calls.map(([text]) => JSON.parse(text as string));

function open() {
  channel.readyState = 'open';
  channel.onopen();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  channel.readyState = 'connecting';
  const timestamp = performance.timeOrigin + performance.now();
  receiver.getSynchronizationSources.mockReturnValue([{ rtpTimestamp: 96_000, timestamp }]);
  silences = [];
  heardOfFade = 0;
  const connection = { createDataChannel, getReceivers: () => [{ track: { kind: 'video' } }, receiver] };
  playout = new Playout(connection as unknown as RTCPeerConnection, {
    outputDelay: () => 30,
    silence: (isSilent) => {
      silences.push(isSilent);
      return heardOfFade;
    },
  });
});

afterEach(() => vi.useRealTimers());

describe('Playout', () => {
  it('opens a channel on which nothing is sent again or waits for anything', () => {
    expect(createDataChannel).toHaveBeenCalledExactlyOnceWith(playoutChannel, { ordered: false, maxRetransmits: 0 });
  });

  it('tells every 150 ms what was played last, and how long ago', () => {
    open();
    vi.advanceTimersByTime(300);
    expect(sent()).toEqual([
      { type: 'played', rtp: 96_000, age: 150, out: 30 },
      { type: 'played', rtp: 96_000, age: 300, out: 30 },
    ]);
  });

  it('tells of no age beyond a second, and of none below zero', () => {
    open();
    vi.advanceTimersByTime(1_500);
    expect(sent().at(-1)).toHaveProperty('age', 1_000);
    receiver.getSynchronizationSources.mockReturnValue([{ rtpTimestamp: 1, timestamp: performance.timeOrigin + performance.now() + 500 }]);
    vi.advanceTimersByTime(150);
    expect(sent().at(-1)).toHaveProperty('age', 0);
  });

  it.each([
    ['the page’s origin', () => performance.now() - 40, 190],
    ['a clock of its own', () => 5e15, 0],
  ])('knows how long ago a packet was in a browser that counts from %s', (_, timestamp, age) => {
    receiver.getSynchronizationSources.mockReturnValue([{ rtpTimestamp: 1, timestamp: timestamp() }]);
    open();
    vi.advanceTimersByTime(150);
    expect(sent().at(-1)).toHaveProperty('age', age);
  });

  it('tells nothing before anything was played', () => {
    receiver.getSynchronizationSources.mockReturnValue([]);
    open();
    vi.advanceTimersByTime(300);
    expect(channel.send).not.toHaveBeenCalled();
  });

  it('falls silent when the server has cut, and tells so at once', () => {
    open();
    playout.take({ type: 'output_audio_buffer.cleared' });
    expect(silences).toEqual([true]);
    expect(sent()).toEqual([{ type: 'muted', rtp: 96_000, age: 0, out: 0 }]);
  });

  it('counts as heard what sounds until a fade is too soft', () => {
    heardOfFade = 12;
    open();
    playout.take({ type: 'output_audio_buffer.cleared' });
    expect(sent()).toEqual([{ type: 'muted', rtp: 96_000, age: 12, out: 0 }]);
  });

  it('falls silent for as long as sound is under way when the server only pauses', () => {
    open();
    channel.onmessage({ data: '{"type":"hold"}' });
    expect(silences).toEqual([true]);
    expect(sent()).toEqual([{ type: 'muted', rtp: 96_000, age: 0, out: 0 }]);
    vi.advanceTimersByTime(300);
    expect(silences).toEqual([true, false]);
  });

  it('lets the voice go on when nobody cuts in', () => {
    open();
    channel.onmessage({ data: '{"type":"hold"}' });
    channel.onmessage({ data: '{"type":"resume"}' });
    expect(silences).toEqual([true, false]);
    vi.advanceTimersByTime(1_000);
    expect(silences).toHaveLength(2);
  });

  it('tells once more where it fell silent when the pause becomes a cut', () => {
    open();
    channel.onmessage({ data: '{"type":"hold"}' });
    vi.advanceTimersByTime(100);
    receiver.getSynchronizationSources.mockReturnValue([{ rtpTimestamp: 100_800, timestamp: performance.timeOrigin + performance.now() }]);
    playout.take({ type: 'output_audio_buffer.cleared' });
    expect(sent()).toEqual([
      { type: 'muted', rtp: 96_000, age: 0, out: 0 },
      { type: 'muted', rtp: 96_000, age: 100, out: 0 },
    ]);
    vi.advanceTimersByTime(599);
    expect(silences).toEqual([true]);
  });

  it.each(['{"type":"else"}', 'no JSON', new ArrayBuffer(3), 'null'])('passes over what it does not know on its channel: %s', (data) => {
    open();
    channel.onmessage({ data });
    expect(silences).toEqual([]);
  });

  it('lets the next answer sound', () => {
    playout.take({ type: 'output_audio_buffer.cleared' });
    playout.take({ type: 'output_audio_buffer.started' });
    expect(silences).toEqual([true, false]);
    vi.advanceTimersByTime(1_000);
    expect(silences).toHaveLength(2);
  });

  it('is not silent for longer than sound can be under way', () => {
    playout.take({ type: 'output_audio_buffer.cleared' });
    vi.advanceTimersByTime(599);
    expect(silences).toEqual([true]);
    vi.advanceTimersByTime(1);
    expect(silences).toEqual([true, false]);
  });

  it('leaves the voice alone at the start of an answer that follows no cut', () => {
    playout.take({ type: 'output_audio_buffer.started' });
    expect(silences).toEqual([]);
  });

  it('ends with the channel', () => {
    open();
    playout.take({ type: 'output_audio_buffer.cleared' });
    channel.onclose();
    vi.advanceTimersByTime(1_000);
    expect(sent()).toHaveLength(1);
    expect(silences).toEqual([true, false]);
  });
});
