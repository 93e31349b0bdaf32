import { beforeEach, describe, expect, it, vi } from 'vitest';
import { longestRetelling, Resumption, retellEntries, retellServers } from '../src/resumption';

const said = (id: string, role: string, words: string | null) => ({ item: { id, type: 'message', role, content: [{ transcript: words }] } });

describe('a retelling', () => {
  it('tells what was heard, of each in their own words', () => {
    const { items, isPartial } = retellServers([
      { ...said('a', 'assistant', 'Hello, this is all.'), transcript: 'Hello,', interrupted: true },
      said('u', 'user', 'What time is it?'),
    ]);
    expect(items).toEqual([
      { type: 'message', id: 'a', role: 'assistant', status: 'incomplete', content: [{ type: 'output_text', text: 'Hello,' }] },
      { type: 'message', id: 'u', role: 'user', status: 'completed', content: [{ type: 'input_text', text: 'What time is it?' }] },
    ]);
    expect(isPartial).toBe(false);
  });

  it.each([
    ['a turn that nobody made out', [said('u', 'user', null)]],
    ['the call of a function', [{ item: { id: 'f', type: 'function_call' } }]],
  ])('leaves out %s, and says so', (_, heard) => {
    expect(retellServers(heard)).toEqual({ items: [], isPartial: true });
  });

  it('leaves out the instructions, which the next call has itself', () => {
    expect(retellServers([said('s', 'system', 'Be kind.')])).toEqual({ items: [], isPartial: false });
  });

  it('misses nothing of an answer that was cut before a word of it was heard', () => {
    const cut = { ...said('a', 'assistant', 'Hello, this is all.'), transcript: '', interrupted: true };
    expect(retellServers([cut])).toEqual({ items: [], isPartial: false });
    expect(retellEntries([{ id: 'a', kind: 'assistant', words: 'One', heard: '', isGrowing: false }])).toEqual({ items: [], isPartial: false });
  });

  it('tells what could be read, where the server knows nothing', () => {
    expect(retellEntries([
      { id: 'a', kind: 'assistant', words: 'One two three', heard: 'One', isGrowing: false },
      { id: 'n', kind: 'note', words: 'look_up', heard: undefined, isGrowing: false, outcome: 'done' },
    ])).toMatchObject({ items: [{ id: 'a', status: 'incomplete', content: [{ text: 'One' }] }], isPartial: true });
  });

  it('tells no more than a server takes at once, and that the latest', () => {
    const { items, isPartial } = retellServers(Array.from({ length: longestRetelling + 1 }, (_, i) => said(`u${i}`, 'user', 'x')));
    expect(items).toHaveLength(longestRetelling);
    expect(items[0]?.id).toBe('u1');
    expect(isPartial).toBe(true);
  });
});

describe('Resumption', () => {
  let now: number;
  const send = vi.fn();
  const begun = { type: 'response.created', response: { id: 'resp_1' } };
  let resumption: Resumption;

  beforeEach(() => {
    now = 0;
    send.mockClear();
    resumption = new Resumption(retellServers([said('u', 'user', 'Hi.')]), send, () => now);
  });

  it('tells the conversation as soon as the new call has a session', () => {
    resumption.take({ type: 'session.created' });
    expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'conversation.item.create', item: expect.objectContaining({ id: 'u' }) as unknown });
  });

  it('cuts the greeting of somebody who was greeted before', () => {
    resumption.take({ type: 'session.created' });
    resumption.take(begun);
    expect(send.mock.calls.slice(1)).toEqual([[{ type: 'response.cancel', response_id: 'resp_1' }], [{ type: 'output_audio_buffer.clear' }]]);
    resumption.take(begun);
    expect(send).toHaveBeenCalledTimes(3);
  });

  it.each([
    ['the person has spoken', () => resumption.take({ type: 'input_audio_buffer.speech_started' })],
    ['the person has typed', () => resumption.end()],
    ['a while has passed', () => { now = 3_000; }],
  ])('cuts no answer when %s', (_, happening) => {
    resumption.take({ type: 'session.created' });
    happening();
    resumption.take(begun);
    expect(send).toHaveBeenCalledOnce();
  });
});
