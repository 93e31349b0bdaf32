import { describe, expect, it } from 'vitest';
import { microphoneProblem, refusal } from '../src/problem';

const rejection = (name: string) => Object.assign(new Error(name), { name });

describe('microphoneProblem', () => {
  it.each([
    ['NotAllowedError', 'microphone-refused'],
    ['NotFoundError', 'microphone-missing'],
    ['OverconstrainedError', 'microphone-missing'],
    ['NotReadableError', 'microphone-busy'],
  ])('reads %s as %s', (name, kind) => {
    expect(microphoneProblem(rejection(name)).kind).toBe(kind);
  });
});

describe('refusal', () => {
  it.each([
    [401, 'not-allowed'],
    [403, 'not-allowed'],
    [429, 'server-full'],
    [503, 'server-full'],
    [502, 'server-down'],
    [400, 'server-refused'],
    [500, 'server-refused'],
  ])('reads %d as %s', (status, kind) => {
    expect(refusal(status, '').kind).toBe(kind);
  });

  it("gives the server's own words", () => {
    const body = JSON.stringify({ error: { message: 'The offer has no audio.', type: 'invalid_request_error' } });
    expect(refusal(400, body).message).toBe('server-refused (The offer has no audio.)');
  });

  it('gives the status when the server says nothing that can be read', () => {
    expect(refusal(500, '<html>oops</html>').message).toContain('HTTP 500');
    expect(refusal(500, '{"error":{"message":""}}').message).toContain('HTTP 500');
  });
});
