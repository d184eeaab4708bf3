import { describe, expect, it } from '@jest/globals';
import { requestIdOf, traceIdOf } from './request-id.js';

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

describe('requestIdOf', () => {
  it.each(['a', '7f3c2d10-93a1-4c69-9f3e-0d6f2c1b7a55', 'Root=1-67891233-abcdef012345678912345678'])(
    'keeps an id that is well formed: %s',
    (id) => expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id),
  );

  it.each([
    undefined,
    '',
    'two words',
    'a, b',
    'a\r\nset-cookie: x',
    'a\u001b[31m',
    '../../etc/passwd',
    '"quoted"',
    '{"level":"fatal"}',
    'é',
    'x'.repeat(129),
  ])('makes a UUID instead of anything else: %j', (id) => {
    expect(requestIdOf({ headers: { 'x-request-id': id } })).toMatch(UUID);
  });
});

describe('traceIdOf', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const span = '00f067aa0ba902b7';

  it('reads version 00, and what a later version may add', () => {
    expect(traceIdOf(`00-${trace}-${span}-01`)).toBe(trace);
    expect(traceIdOf(`01-${trace}-${span}-01-more`)).toBe(trace);
  });

  it.each([
    undefined,
    '',
    `00-${trace}-${span}`,
    `ff-${trace}-${span}-01`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-${span}-01`,
    `00-${trace}-${span}-01 injected`,
  ])('ignores what is not valid: %j', (header) => expect(traceIdOf(header)).toBeUndefined());
});
