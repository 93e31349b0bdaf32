import type { Call, Snapshot, Turn } from './snapshot';

/** A point of a plot; null where nothing is known. */
export type Value = number | null;

/** What was known of a call at a second. */
export interface Sample {
  at: number;
  latenessP50: Value;
  latenessMax: Value;
  latenessOfAll: Value;
  bufferHere: Value;
  bufferTarget: Value;
  toTheEar: Value;
  concealedHere: Value;
  lostThere: Value;
  generated: Value;
  departed: Value;
  heard: Value;
}

/** How long the plots reach back, in ms. */
export const span = 120_000;

/** The turns that are kept to be shown. */
const maxTurns = 30;

/** What the plots of one call show: the last two minutes, as they were told second by second. */
export class CallHistory {
  readonly samples: Sample[] = [];
  #turns: Turn[] = [];
  #last: { at: number; concealed: number } | undefined;

  /** The latest turns, the newest first. */
  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** Takes what a snapshot says of the call. */
  add(snapshot: Snapshot, call: Call): void {
    const { recent_lateness: ofAll } = snapshot;
    const { peer, uplink, downlink, speech } = call;
    this.samples.push({
      at: snapshot.at,
      latenessP50: milliseconds(downlink?.lateness_p50_us),
      latenessMax: milliseconds(downlink?.lateness_max_us),
      latenessOfAll: downlink && ofAll.count > 0 ? ofAll.p99_us / 1_000 : null,
      bufferHere: uplink?.jitter_buffer_delay_ms ?? null,
      bufferTarget: uplink?.jitter_buffer_target_ms ?? null,
      toTheEar: speech?.delay_ms ?? null,
      concealedHere: this.#concealed(snapshot.at, uplink?.concealed_ms),
      lostThere: peer?.remote_loss === null || peer?.remote_loss === undefined ? null : 100 * peer.remote_loss,
      // What was thrown away is generated no more: the line falls back to what was heard.
      generated: speech ? (speech.generated_ms - speech.discarded_ms) / 1_000 : null,
      departed: speech ? speech.departed_ms / 1_000 : null,
      heard: speech ? speech.heard_ms / 1_000 : null,
    });
    while (this.samples[0]!.at < snapshot.at - span) {
      this.samples.shift();
    }
    this.#merge(call.turns ?? []);
  }

  // The share of the time since the last sample for which sound was made up, in percent.
  #concealed(at: number, concealed: number | undefined): Value {
    if (concealed === undefined) {
      return null;
    }
    const last = this.#last;
    this.#last = { at, concealed };
    return last && at > last.at ? Math.min(100, Math.max(0, 100 * (concealed - last.concealed) / (at - last.at))) : null;
  }

  #merge(turns: readonly Turn[]): void {
    const known = new Set(turns.map((turn) => turn.item_id));
    this.#turns = [...turns.toReversed(), ...this.#turns.filter((turn) => !known.has(turn.item_id))].slice(0, maxTurns);
  }
}

function milliseconds(microseconds: number | null | undefined): Value {
  return microseconds === null || microseconds === undefined ? null : microseconds / 1_000;
}

/** The histories of all calls in progress, and of the one that is looked at. */
export class CallHistories {
  readonly #byId = new Map<string, CallHistory>();

  /** The history of a call; undefined when it was never seen. */
  of(id: string): CallHistory | undefined {
    return this.#byId.get(id);
  }

  /** Takes a snapshot; forgets calls that are over, but the one to keep. */
  add(snapshot: Snapshot, kept: string | undefined): void {
    const seen = new Set<string>();
    for (const call of snapshot.calls) {
      seen.add(call.id);
      let history = this.#byId.get(call.id);
      if (!history) {
        this.#byId.set(call.id, history = new CallHistory());
      }
      history.add(snapshot, call);
    }
    for (const id of this.#byId.keys()) {
      if (!seen.has(id) && id !== kept) {
        this.#byId.delete(id);
      }
    }
  }
}
