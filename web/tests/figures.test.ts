import { describe, expect, it } from 'vitest';
import { rowsOf } from '../src/demo/figures';

describe('rowsOf', () => {
  it('says what both sides tell', () => {
    const rows = new Map(rowsOf(
      {
        duration_ms: 61_400,
        peer: { time_to_connect_ms: 83.4, round_trip_ms: null },
        downlink: { underruns: 0, cuts: 2, buffered_ms: 120 },
        pacer: { scheduling: 'Fifo', departure_lateness: { p99_us: 74 } },
      },
      { jitterBufferDelay: 4.8, jitterBufferEmittedCount: 96, totalSamplesReceived: 48_000, concealedSamples: 580, silentConcealedSamples: 100, packetsLost: 3 }));
    expect(rows.get('Time on the line')).toBe('61 s');
    expect(rows.get('Time to connect')).toBe('83 ms');
    expect(rows.get('Times it stopped for you')).toBe('2');
    expect(rows.get('Browser’s jitter buffer')).toBe('50 ms');
    expect(rows.get('Sound made up by the browser')).toBe('1.00 %');
    expect(rows.get('Packets lost on the way here')).toBe('3');
    expect(rows.get('Lateness of packets, 99 of 100')).toBe('0.07 ms');
  });

  it('leaves out what nobody tells', () => {
    expect(rowsOf({ duration_ms: 0, peer: { round_trip_ms: null } }, undefined)).toEqual([['Time on the line', '0 s']]);
    expect(rowsOf(null, undefined)).toEqual([]);
  });
});
