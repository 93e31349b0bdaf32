import { beforeEach, describe, expect, it, vi } from 'vitest';
import { callsAddress } from '../src/widget/endpoint';

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'https://shop.test/cart/' });
});

describe('callsAddress', () => {
  it.each([
    ['https://voice.test', '', 'https://voice.test/v1/realtime/calls'],
    ['https://voice.test/', '', 'https://voice.test/v1/realtime/calls'],
    ['https://voice.test/below/', '', 'https://voice.test/below/v1/realtime/calls'],
    ['https://voice.test/v1/realtime/calls', '', 'https://voice.test/v1/realtime/calls'],
    ['/v1/realtime/calls', '', 'https://shop.test/v1/realtime/calls'],
    ['https://voice.test', 'a b', 'https://voice.test/v1/realtime/calls?model=a+b'],
  ])('makes of %s and %o %s', (endpoint, agent, address) => {
    expect(callsAddress(endpoint, agent)).toBe(address);
  });

  it('is beside the script where the page names none', () => {
    expect(new URL(callsAddress('', '')).pathname).toMatch(/\/v1\/realtime\/calls$/);
  });
});
