import { beforeEach, describe, expect, it } from 'vitest';
import { Activity } from '../src/activity';

let activity: Activity;

const response = { id: 'resp_1' };
const take = (...types: string[]) => {
  types.forEach((type) => activity.take(type.startsWith('response.') ? { type, response } as { type: string } : { type }));
  return activity.doing;
};

beforeEach(() => {
  activity = new Activity();
});

describe('Activity', () => {
  it('listens at first', () => {
    expect(activity.doing).toBe('listening');
  });

  it('follows a spoken turn: it thinks, speaks, and listens again', () => {
    expect(take('input_audio_buffer.speech_started')).toBe('listening');
    expect(take('input_audio_buffer.committed')).toBe('thinking');
    expect(take('response.created')).toBe('thinking');
    expect(take('output_audio_buffer.started')).toBe('speaking');
    expect(take('response.done')).toBe('speaking');
    expect(take('output_audio_buffer.stopped')).toBe('listening');
  });

  it('listens as soon as the person has cut in', () => {
    take('response.created', 'output_audio_buffer.started', 'response.done');
    expect(take('output_audio_buffer.cleared')).toBe('listening');
  });

  it('thinks of what was typed until there is an answer or an error', () => {
    activity.await();
    expect(activity.doing).toBe('thinking');
    expect(take('error')).toBe('listening');
    activity.await();
    expect(take('response.created', 'response.done')).toBe('listening');
  });

  it('does not wait for an answer to what was no turn', () => {
    take('input_audio_buffer.committed');
    expect(take('input_audio_buffer.cleared')).toBe('listening');
  });

  it('waits on when there was nothing to cancel', () => {
    activity.await();
    activity.take({ type: 'error', error: { code: 'response_cancel_not_active' } } as { type: string });
    expect(activity.doing).toBe('thinking');
  });

  it('says whether what goes on has changed', () => {
    expect(activity.take({ type: 'session.created' })).toBe(false);
    expect(activity.take({ type: 'output_audio_buffer.started' })).toBe(true);
    expect(activity.take({ type: 'output_audio_buffer.started' })).toBe(false);
  });
});
