import { afterEach, describe, expect, it, vi } from 'vitest';
import { Credentials } from '../src/credentials';
import { Signalling } from '../src/signalling';

const endpoint = 'https://voice.test/v1/realtime/calls';

function reply(...bodies: (string | [number, string])[]) {
  const replies = bodies.map((body) => (typeof body === 'string' ? [200, body] as const : body));
  const fetched = vi.fn(async (_: string, __?: RequestInit) => {
    const [status, body] = replies.length > 1 ? replies.shift()! : replies[0]!;
    return new Response(body, { status });
  });
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

describe('Credentials', () => {
  it('gives the token that it has', async () => {
    expect(await new Credentials({ token: 'ek_1' }).headers()).toEqual({ Authorization: 'Bearer ek_1' });
    expect(await new Credentials({}).headers()).toEqual({});
  });

  it.each([
    ['{"value":"ek_2","expires_at":1}'],
    ['{"client_secret":{"value":"ek_2"}}'],
    [' ek_2\n'],
  ])('fetches one when it is needed, once: %s', async (body) => {
    const fetched = reply(body);
    const credentials = new Credentials({ token: 'ignored', tokenUrl: 'https://shop.test/token' });
    expect(credentials.known).toEqual({});
    expect(fetched).not.toHaveBeenCalled();
    expect(await credentials.headers()).toEqual({ Authorization: 'Bearer ek_2' });
    await credentials.headers();
    expect(fetched).toHaveBeenCalledExactlyOnceWith('https://shop.test/token', { cache: 'no-store' });
    expect(credentials.known).toEqual({ Authorization: 'Bearer ek_2' });
  });

  it.each([
    [[404, 'no'] as [number, string]],
    ['{"value":7}'],
    ['<html>sign in</html>'],
    [''],
  ])('says that there is none: %o', async (body) => {
    reply(body);
    await expect(new Credentials({ tokenUrl: 'https://shop.test/token' }).headers()).rejects.toHaveProperty('kind', 'no-token');
  });
});

describe('Signalling', () => {
  it('fetches another key when one has expired', async () => {
    const fetched = reply('ek_old', [401, ''], 'ek_new', [200, 'the answer']);
    const signalling = new Signalling(endpoint, new Credentials({ tokenUrl: 'https://shop.test/token' }));
    expect(await signalling.restart(`${endpoint}/rtc_1`, 'offer')).toBe('the answer');
    expect(fetched.mock.calls.map(([, init]) => (init?.headers as Record<string, string> | undefined)?.['Authorization']))
      .toEqual([undefined, 'Bearer ek_old', undefined, 'Bearer ek_new']);
  });

  it('does not ask again with a key that stays the same', async () => {
    const fetched = reply([401, '{"error":{"message":"The key is wrong."}}']);
    const signalling = new Signalling(endpoint, new Credentials({ token: 'ek_1' }));
    await expect(signalling.call('offer')).rejects.toMatchObject({ kind: 'not-allowed', detail: 'The key is wrong.' });
    expect(fetched).toHaveBeenCalledOnce();
  });

  it('knows a call that is over', async () => {
    reply([409, '']);
    expect(await new Signalling(endpoint, new Credentials({})).restart(`${endpoint}/rtc_1`, 'offer')).toBeNull();
  });

  it('tells nothing of what it cannot see', async () => {
    reply([404, '{}']);
    expect(await new Signalling(endpoint, new Credentials({})).look(`${endpoint}/rtc_1`, '')).toBeNull();
  });
});
