import { html, nothing, type TemplateResult } from 'lit';
import type { Format } from './format';
import type { Call, Snapshot } from './snapshot';
import type { Words } from './words';

/** A name, a value, and what it means where that is not plain. */
type Row = [string, string, string?];

/** What is known of the server. */
export function serverRows(snapshot: Snapshot, words: Words, format: Format): Row[] {
  const { figure } = words;
  return [
    [figure.calls, format.number(snapshot.calls.length)],
    [figure.admission, snapshot.admission_open ? figure.taken : figure.refusing],
    [figure.refused, format.number(snapshot.refused)],
    [figure.pacer, snapshot.recent_lateness.count > 0 ? format.ms(snapshot.recent_lateness.p99_us / 1_000, 2) : '–'],
    [figure.ticks, format.ms(snapshot.tick_lateness_us / 1_000, 1)],
    [figure.busy, `${format.number(100 * snapshot.worker_busy)} %`, figure.busyAbout],
    [figure.effort, figure.effortOf(snapshot.opus_complexity), figure.effortAbout],
    [figure.skipped, format.number(snapshot.pacer.skipped_slots)],
    [figure.scheduling, snapshot.pacer.scheduling],
  ];
}

/** What is known of a call; what only a WebRTC call has is left out of others. */
export function callRows(call: Call, words: Words, format: Format): Row[] {
  const { peer, uplink, downlink, speech } = call;
  const { figure } = words;
  const percent = (value: number | null): string => (value === null ? '–' : `${format.number(value, 1)} %`);
  const seconds = (ms: number): string => `${format.number(ms / 1_000, 1)} s`;
  const rows: Row[] = [
    [figure.since, format.time(1_000 * call.created_at)],
    [figure.duration, format.clock(call.duration_ms)],
    [figure.agent, call.agent],
  ];
  if (peer) {
    rows.push(
      [figure.path, peer.remote ?? '–'],
      [figure.cipher, peer.srtp_profile?.replace('SRTP_', '') ?? '–'],
      [figure.connect, format.ms(peer.time_to_connect_ms)],
      [figure.roundTrip, format.ms(peer.round_trip_ms, 1)],
      [figure.loss, percent(peer.remote_loss === null ? null : 100 * peer.remote_loss)],
      [figure.jitter, format.ms(peer.remote_jitter_ms, 1)],
      [figure.packets, `${format.number(peer.packets_sent)}, ${format.number(peer.packets_received)}`],
      [figure.dropped, format.number(peer.datagrams_dropped)]);
  }
  if (uplink) {
    rows.push(
      [figure.late, format.number(uplink.packets_late)],
      [figure.lost, format.number(uplink.packets_dropped)],
      [figure.recovered, format.ms(uplink.recovered_ms)]);
  }
  if (downlink) {
    rows.push(
      [figure.waiting, seconds(downlink.buffered_ms)],
      [figure.dry, format.number(downlink.underruns)],
      [figure.cuts, format.number(downlink.cuts)],
      [figure.fec, percent(downlink.fec_percent)]);
  }
  if (speech) {
    rows.push(
      [figure.generated, seconds(speech.generated_ms)],
      [figure.heard, seconds(speech.heard_ms)],
      [figure.discarded, seconds(speech.discarded_ms)]);
    if (speech.delay_ms !== null) {
      rows.push(
        [figure.ear, `${format.number(speech.delay_ms)} ± ${format.number(speech.error_ms ?? 0)} ms`],
        [figure.known, words.sources[speech.source]]);
    }
  }
  return rows;
}

/** Rows of a name and a value. */
export const figures = (rows: readonly Row[]): TemplateResult =>
  html`<dl>${rows.map(([name, value, about]) => html`<div><dt>${name}</dt><dd>${value}</dd>${about ? html`<dd class="about">${about}</dd>` : nothing}</div>`)}</dl>`;
