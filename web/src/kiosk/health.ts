import type { ProblemKind } from '../problem';
import type { WidgetState } from '../widget/state';
import type { Beginning } from './kiosk';
import type { WakeState } from './wake';

/** What a kiosk does: it invites, cannot take calls, or is in one. */
export type KioskState = 'invitation' | 'out-of-order' | WidgetState;

/** Why something did not work: a call's problem, or an error of the page itself. */
export interface HealthProblem {
  kind: ProblemKind | 'page';
  detail: string | null;
  /** When, as all times in ISO 8601. */
  at: string;
}

/** How a kiosk is, as it is sent to whoever looks after it: README.md tells of every field. */
export interface HealthReport {
  type: 'rtcvoice.kiosk.health';
  version: string;
  name: string | null;
  at: string;
  uptime_s: number;
  state: KioskState;
  since: string;
  visible: boolean;
  screen_kept_on: boolean;
  wake: WakeState;
  calls: { begun: number; by_speech: number; connected: number; failed: number; without_anybody: number };
  problem: HealthProblem | null;
}

/** What happens around a kiosk, as it is just now. */
export interface Surroundings {
  visible: boolean;
  screen_kept_on: boolean;
  wake: WakeState;
}

/** The longest detail that is kept of a problem, in characters. */
const longestDetail = 300;

/** Keeps account of a kiosk, for its health reports. */
export class Health {
  readonly #version: string;
  readonly #name: string | null;
  readonly #surroundings: () => Surroundings;
  readonly #begin = Date.now();
  readonly #calls = { begun: 0, by_speech: 0, connected: 0, failed: 0, without_anybody: 0 };
  #state: KioskState = 'invitation';
  #since = this.#begin;
  #isConnected = false;
  #problem: HealthProblem | null = null;

  constructor(version: string, name: string | null, surroundings: () => Surroundings) {
    this.#version = version;
    this.#name = name;
    this.#surroundings = surroundings;
  }

  /** Someone, or something, begins a visit. */
  begun(by: Beginning): void {
    this.#calls.begun++;
    this.#calls.by_speech += Number(by === 'speech');
  }

  /** A visit is over in which nobody was there. */
  wasNobody(): void {
    this.#calls.without_anybody++;
  }

  /** It is in another state. */
  become(state: KioskState): void {
    if (state === this.#state) {
      return;
    }
    this.#state = state;
    this.#since = Date.now();
    if (state === 'connecting') {
      this.#isConnected = false;
    } else if (state === 'error') {
      this.#calls.failed++;
    } else if (!this.#isConnected && (state === 'listening' || state === 'thinking' || state === 'speaking' || state === 'muted')) {
      this.#isConnected = true;
      this.#calls.connected++;
    }
  }

  /** Something did not work. */
  suffer(kind: HealthProblem['kind'], detail?: string): void {
    this.#problem = { kind, detail: detail?.slice(0, longestDetail) ?? null, at: new Date().toISOString() };
  }

  report(): HealthReport {
    const now = Date.now();
    return {
      type: 'rtcvoice.kiosk.health',
      version: this.#version,
      name: this.#name,
      at: new Date(now).toISOString(),
      uptime_s: Math.round((now - this.#begin) / 1_000),
      state: this.#state,
      since: new Date(this.#since).toISOString(),
      ...this.#surroundings(),
      calls: { ...this.#calls },
      problem: this.#problem,
    };
  }
}
