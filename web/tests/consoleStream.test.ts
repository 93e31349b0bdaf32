import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallsStream, type StreamState } from '../src/console/callsStream';
import { EventStream } from '../src/console/eventStream';
import { ServerKey } from '../src/console/serverKey';
import type { Snapshot } from '../src/console/snapshot';

describe('EventStream', () => {
  it('gives the data of whole events, however they are cut up', () => {
    const text = 'event: calls\ndata: {"a":1}\n\n: a comment\ndata:one\r\ndata: two\r\n\r\ndata: half';
    for (const size of [1, 3, 7, text.length]) {
      const events = new EventStream();
      const got: string[] = [];
      for (let i = 0; i < text.length; i += size) {
        got.push(...events.take(text.slice(i, i + size)));
      }
      expect(got).toEqual(['{"a":1}', 'one\ntwo']);
    }
  });

  it('says nothing of an event without data', () => {
    expect(new EventStream().take('event: calls\n\nid: 3\n\n')).toEqual([]);
  });

  it('refuses an event without an end', () => {
    const events = new EventStream();
    const piece = 'x'.repeat(EventStream.maxEvent / 2);
    events.take(`data: ${piece}`);
    expect(() => events.take(`${piece}y`)).toThrow(RangeError);
  });
});

describe('CallsStream', () => {
  const fetches: { headers: Record<string, string>; signal: AbortSignal; answer: (response: Response) => void; fail: () => void }[] = [];
  let states: StreamState[];
  let shown: Snapshot[];
  let stream: CallsStream;
  let key: ServerKey;

  beforeEach(() => {
    vi.useFakeTimers();
    fetches.length = 0;
    states = [];
    shown = [];
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });
    vi.stubGlobal('fetch', (_: string, init: { headers: Record<string, string>; signal: AbortSignal }) => new Promise<Response>((answer, reject) => {
      const fail = (): void => reject(new TypeError('network'));
      init.signal.addEventListener('abort', fail);
      fetches.push({ ...init, answer, fail });
    }));
    key = new ServerKey();
    stream = new CallsStream('http://voice.test/v1/realtime/calls/events', key, { follow: (s) => states.push(s), show: (s) => shown.push(s) });
  });

  afterEach(() => {
    stream.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
  const kinds = (): string[] => states.map((s) => s.kind);
  const refuse = (status: number, code: string): Response => new Response(JSON.stringify({ error: { code } }), { status });

  function live(): { send: (text: string) => void; end: () => void } {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const signal = fetches.at(-1)!.signal;
    const body = new ReadableStream<Uint8Array>({
      start(c) {
        controller = c;
        signal.addEventListener('abort', () => c.error(new DOMException('', 'AbortError')));
      },
    });
    fetches.at(-1)!.answer(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));
    return { send: (text) => controller.enqueue(new TextEncoder().encode(text)), end: () => controller.close() };
  }

  it('shows snapshots as they come, and bears the key in a header', async () => {
    key.set('sk-test');
    stream.connect();
    expect(fetches[0]!.headers).toEqual({ Authorization: 'Bearer sk-test' });
    const server = live();
    server.send('event: calls\ndata: {"at":1,"calls":[]}\n\nevent: ca');
    await settle();
    expect(shown).toEqual([{ at: 1, calls: [] }]);
    expect(kinds()).toEqual(['connecting', 'live']);
  });

  it('tries again after pauses that grow, and from the first one when it has worked', async () => {
    stream.connect();
    for (const pause of [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      fetches.at(-1)!.fail();
      await settle();
      expect(states.at(-1)).toEqual({ kind: 'lost', retryAt: Date.now() + pause, isFull: false });
      const before = fetches.length;
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(fetches).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(fetches).toHaveLength(before + 1);
    }
    const server = live();
    server.send('data: {"at":1,"calls":[]}\n\n');
    await settle();
    server.end();
    await settle();
    expect(states.at(-1)).toMatchObject({ kind: 'lost', retryAt: Date.now() + 1_000 });
  });

  it('takes a server for gone that is silent', async () => {
    stream.connect();
    live().send('data: {"at":1,"calls":[]}\n\n');
    await vi.advanceTimersByTimeAsync(5_900);
    expect(kinds().at(-1)).toBe('live');
    await vi.advanceTimersByTimeAsync(200);
    expect(kinds().at(-1)).toBe('lost');
  });

  it('waits for another key when one is refused, and says why', async () => {
    for (const [status, code, why] of [[401, 'invalid_api_key', 'wrong'], [403, 'server_key_required', 'secret'], [401, 'server_key_not_set', 'unset']] as const) {
      stream.connect();
      fetches.at(-1)!.answer(refuse(status, code));
      await settle();
      expect(states.at(-1)).toEqual({ kind: 'refused', why });
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetches).toHaveLength(3);
  });

  it('says when too many watch, and hurries when the network is back', async () => {
    stream.connect();
    fetches[0]!.answer(refuse(503, 'too_many_watchers'));
    await settle();
    expect(states.at(-1)).toMatchObject({ kind: 'lost', isFull: true });
    stream.hurry();
    expect(fetches).toHaveLength(2);
    stream.hurry();
    expect(fetches).toHaveLength(2);
  });

  it('leaves nothing behind when it is closed', async () => {
    stream.connect();
    live().send('data: {"at":1,"calls":[]}\n\n');
    await settle();
    stream.close();
    await settle();
    expect(fetches[0]!.signal.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect(kinds().at(-1)).toBe('live');
  });
});

describe('ServerKey', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('lives in the storage of the tab, and goes with an empty one', () => {
    const kept = new Map<string, string>();
    vi.stubGlobal('sessionStorage', { getItem: (n: string) => kept.get(n) ?? null, setItem: (n: string, v: string) => kept.set(n, v), removeItem: (n: string) => kept.delete(n) });
    new ServerKey().set('  sk-1  ');
    expect(new ServerKey().headers).toEqual({ Authorization: 'Bearer sk-1' });
    new ServerKey().set('');
    expect(kept.size).toBe(0);
    expect(new ServerKey().headers).toEqual({});
  });

  it('does without a storage, and sends nothing that a header cannot hold', () => {
    vi.stubGlobal('sessionStorage', { getItem: () => { throw new Error('denied'); }, setItem: () => { throw new Error('denied'); } });
    const key = new ServerKey();
    key.set('schlüssel\n');
    expect(key.isKnown).toBe(true);
    expect(() => new Headers(key.headers)).not.toThrow();
  });
});
