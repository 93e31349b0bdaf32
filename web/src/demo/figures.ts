import type { RtcVoiceElement } from '../widget/element';

/** What of `GET /v1/realtime/calls/{id}` is shown. */
export interface ServersFigures {
  duration_ms: number;
  peer?: { time_to_connect_ms?: number | null; round_trip_ms?: number | null; remote_loss?: number | null };
  uplink?: { jitter_buffer_delay_ms: number; concealed_ms: number };
  downlink?: { underruns: number; cuts: number; buffered_ms: number };
  pacer?: { scheduling: string; departure_lateness: { p99_us: number } };
}

/** What of the browser's `inbound-rtp` is shown. */
export interface BrowsersFigures {
  jitterBufferDelay?: number;
  jitterBufferEmittedCount?: number;
  totalSamplesReceived?: number;
  concealedSamples?: number;
  silentConcealedSamples?: number;
  packetsReceived?: number;
  packetsLost?: number;
}

const milliseconds = (value: number | null | undefined, digits = 0): string | null =>
  value === null || value === undefined ? null : `${value.toFixed(digits)} ms`;

/** The figures of a call as rows of a name and a value; those that nobody tells are left out. */
export function rowsOf(server: ServersFigures | null, browser: BrowsersFigures | undefined): [string, string][] {
  const { jitterBufferDelay, jitterBufferEmittedCount, totalSamplesReceived, concealedSamples = 0, silentConcealedSamples = 0 } = browser ?? {};
  const rows: [string, string | null][] = [
    ['Time on the line', server && `${Math.round(server.duration_ms / 1_000)} s`],
    ['Time to connect', milliseconds(server?.peer?.time_to_connect_ms)],
    ['Round trip', milliseconds(server?.peer?.round_trip_ms)],
    ['Browser’s jitter buffer', jitterBufferEmittedCount ? milliseconds(1_000 * (jitterBufferDelay ?? 0) / jitterBufferEmittedCount) : null],
    ['Sound made up by the browser', totalSamplesReceived ? `${(100 * (concealedSamples - silentConcealedSamples) / totalSamplesReceived).toFixed(2)} %` : null],
    ['Packets lost on the way here', browser?.packetsLost === undefined ? null : String(browser.packetsLost)],
    ['Server’s jitter buffer', milliseconds(server?.uplink?.jitter_buffer_delay_ms)],
    ['Waiting to be said', milliseconds(server?.downlink?.buffered_ms)],
    ['Times it stopped for you', server?.downlink ? String(server.downlink.cuts) : null],
    ['Times the voice ran dry', server?.downlink ? String(server.downlink.underruns) : null],
    ['Lateness of packets, 99 of 100', server?.pacer ? milliseconds(server.pacer.departure_lateness.p99_us / 1_000, 2) : null],
    ['Scheduling', server?.pacer?.scheduling ?? null],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

/** Shows the figures of a call in a `dl`. */
export class Figures {
  readonly #list: HTMLElement;
  readonly #none: HTMLElement;

  constructor(list: HTMLElement, none: HTMLElement) {
    this.#list = list;
    this.#none = none;
  }

  async show(voice: RtcVoiceElement): Promise<void> {
    const [server, stats] = await Promise.all([voice.figures<ServersFigures>(), voice.stats()]);
    const rows = rowsOf(server, inbound(stats));
    this.#list.replaceChildren(...rows.flatMap(([name, value]) => {
      const [term, description] = [document.createElement('dt'), document.createElement('dd')];
      term.textContent = name;
      description.textContent = value;
      return [term, description];
    }));
    this.#list.hidden = rows.length === 0;
    this.#none.hidden = rows.length > 0;
  }
}

function inbound(stats: RTCStatsReport | undefined): BrowsersFigures | undefined {
  let found: BrowsersFigures | undefined;
  stats?.forEach((report: { type: string; kind?: string }) => {
    if (report.type === 'inbound-rtp' && report.kind === 'audio') {
      found = report as BrowsersFigures;
    }
  });
  return found;
}
