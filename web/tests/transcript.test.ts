import { beforeEach, describe, expect, it } from 'vitest';
import { splitWords, Transcript } from '../src/transcript';

type Event = { type: string } & Record<string, unknown>;

let asked: unknown[];
let transcript: Transcript;

beforeEach(() => {
  asked = [];
  transcript = new Transcript((event) => asked.push(event));
});

const take = (...events: Event[]) => events.map((event) => transcript.take(event));

const lines = () => transcript.entries.map((entry) => {
  const { heard, unheard } = splitWords(entry);
  return `${entry.kind}: ${heard}${unheard && `~${unheard}~`}${entry.isGrowing ? '…' : ''}`;
});

const message = (id: string, role: string, status: string, ...content: unknown[]) => ({ id, type: 'message', role, status, content });

/** The events of one message by the assistant, as far as its last delta. */
const saying = (id: string, previous: string | null, ...deltas: string[]): Event[] => [
  { type: 'conversation.item.added', previous_item_id: previous, item: message(id, 'assistant', 'in_progress') },
  ...deltas.map((delta) => ({ type: 'response.output_audio_transcript.delta', item_id: id, delta })),
];

const said = (id: string, words: string, status = 'completed'): Event[] => [
  { type: 'response.output_audio_transcript.done', item_id: id, transcript: words },
  { type: 'conversation.item.done', item: message(id, 'assistant', status, { type: 'output_audio', transcript: words }) },
];

const turn = (id: string, previous: string | null): Event[] => [
  { type: 'input_audio_buffer.speech_started', item_id: id },
  { type: 'input_audio_buffer.speech_stopped', item_id: id },
  { type: 'input_audio_buffer.committed', item_id: id, previous_item_id: previous },
  { type: 'conversation.item.added', previous_item_id: previous, item: message(id, 'user', 'completed', { type: 'input_audio', transcript: null }) },
  { type: 'conversation.item.done', previous_item_id: previous, item: message(id, 'user', 'completed', { type: 'input_audio', transcript: null }) },
];

describe('Transcript', () => {
  it("lets the assistant's words grow as they come", () => {
    take(...saying('a', null, 'Good ', 'morning'));
    expect(lines()).toEqual(['assistant: Good morning…']);
    take(...said('a', 'Good morning.'));
    expect(lines()).toEqual(['assistant: Good morning.']);
  });

  it('shows that the person speaks before any word is made out', () => {
    take({ type: 'input_audio_buffer.speech_started', item_id: 'u' });
    expect(lines()).toEqual(['user: …']);
    take(...turn('u', null).slice(1));
    expect(lines()).toEqual(['user: ']);
    take(
      { type: 'conversation.item.input_audio_transcription.delta', item_id: 'u', delta: 'How are' },
      { type: 'conversation.item.input_audio_transcription.delta', item_id: 'u', delta: ' you' });
    expect(lines()).toEqual(['user: How are you']);
    take({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'u', transcript: 'How are you?' });
    expect(lines()).toEqual(['user: How are you?']);
  });

  it('strikes what nobody heard of an answer that was still being made', () => {
    take(...saying('a', null, 'Once upon ', 'a time'), { type: 'input_audio_buffer.speech_started', item_id: 'u' });
    take({ type: 'conversation.item.truncated', item_id: 'a', content_index: 0, audio_end_ms: 700 });
    expect(asked).toEqual([{ type: 'conversation.item.retrieve', item_id: 'a' }]);
    take(
      { type: 'response.output_audio_transcript.done', item_id: 'a', transcript: 'Once upon a time' },
      { type: 'conversation.item.done', item: message('a', 'assistant', 'incomplete', { type: 'output_audio', transcript: 'Once upon' }) });
    expect(lines()).toEqual(['assistant: Once upon~ a time~', 'user: …']);
  });

  it('strikes what nobody heard of an answer that had been made to its end', () => {
    take(...saying('a', null, 'Once upon a time'), ...said('a', 'Once upon a time'));
    take({ type: 'conversation.item.truncated', item_id: 'a', content_index: 0, audio_end_ms: 700 });
    expect(lines()).toEqual(['assistant: Once upon a time']);
    take({ type: 'conversation.item.retrieved', item: message('a', 'assistant', 'incomplete', { type: 'output_audio', transcript: 'Once' }) });
    expect(lines()).toEqual(['assistant: Once~ upon a time~']);
  });

  it('shows what was heard where that is not how the words began', () => {
    take(...saying('a', null, 'One, two'));
    take({ type: 'conversation.item.retrieved', item: message('a', 'assistant', 'incomplete', { type: 'output_audio', transcript: '1' }) });
    expect(lines()).toEqual(['assistant: 1']);
  });

  it('forgets an answer of which nothing was heard', () => {
    take(...saying('a', null, 'Well'), { type: 'conversation.item.deleted', item_id: 'a' });
    expect(lines()).toEqual([]);
  });

  it('forgets what the person was saying when it is no turn', () => {
    take(...turn('u1', null), { type: 'input_audio_buffer.speech_started', item_id: 'u2' }, { type: 'input_audio_buffer.cleared' });
    expect(transcript.entries.map((entry) => entry.id)).toEqual(['u1']);
  });

  it('puts a turn where the conversation has it', () => {
    take({ type: 'input_audio_buffer.speech_started', item_id: 'u' }, ...saying('a', null, 'I go on.'), ...said('a', 'I go on.'));
    take(...turn('u', 'a').slice(1));
    expect(lines()).toEqual(['assistant: I go on.', 'user: ']);
  });

  it('shows what is written as well', () => {
    take(
      { type: 'conversation.item.added', previous_item_id: null, item: message('u', 'user', 'completed', { type: 'input_text', text: 'Hello?' }) },
      { type: 'conversation.item.added', previous_item_id: 'u', item: message('a', 'assistant', 'in_progress') },
      { type: 'response.output_text.delta', item_id: 'a', delta: 'Hi' },
      { type: 'response.output_text.done', item_id: 'a', text: 'Hi.' });
    expect(lines()).toEqual(['user: Hello?', 'assistant: Hi.…']);
  });

  it.each([
    ['function_call', { status: 'completed' }, 'done'],
    ['function_call', { status: 'incomplete' }, 'skipped'],
    ['mcp_call', { status: 'completed', output: 'x' }, 'done'],
    ['mcp_call', { status: 'completed', error: { message: 'no' } }, 'failed'],
  ])('notes a %s that ends as %o', (type, end, outcome) => {
    const item = { id: 'f', type, name: 'look_up', arguments: '' };
    take({ type: 'conversation.item.added', previous_item_id: null, item: { ...item, status: 'in_progress' } });
    expect(lines()).toEqual(['note: look_up…']);
    expect(transcript.entries[0]).toHaveProperty('outcome', 'begun');
    take({ type: 'conversation.item.done', item: { ...item, ...end } });
    expect(lines()).toEqual(['note: look_up']);
    expect(transcript.entries[0]).toHaveProperty('outcome', outcome);
  });

  it('ends what was under way when the line broke, with the words that the server says were heard', () => {
    take(
      { type: 'conversation.item.added', previous_item_id: null, item: message('a', 'assistant', 'in_progress') },
      { type: 'response.output_audio_transcript.delta', item_id: 'a', delta: 'Once upon a time' },
      { type: 'input_audio_buffer.speech_started', item_id: 'u' });
    transcript.breakOff((id) => (id === 'a' ? 'Once upon' : undefined));
    expect(transcript.entries.map(({ id, heard, isGrowing }) => ({ id, heard, isGrowing }))).toEqual([
      { id: 'a', heard: 'Once upon', isGrowing: false },
      { id: 'u', heard: undefined, isGrowing: false },
    ]);
  });

  it('says whether there is anything new to show', () => {
    expect(take(
      { type: 'session.created' },
      { type: 'conversation.item.added', item: message('s', 'system', 'completed') },
      { type: 'response.output_audio_transcript.delta', item_id: 'nobody', delta: 'x' },
      { type: 'conversation.item.truncated', item_id: 'a' },
      { type: 'conversation.item.retrieved', item: message('a', 'assistant', 'completed') },
      { type: 'input_audio_buffer.speech_started', item_id: 'u' })).toEqual([false, false, false, false, false, true]);
  });
});
