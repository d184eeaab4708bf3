import { createHmac } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import { describe, expect, it, jest } from '@jest/globals';
import { parseEnv } from '../config/env.js';
import { DAY_MS } from '../time/durations.js';
import { AccessTokens } from './access-tokens.js';
import { TokenKey } from './token-key.js';

const JWT_SECRET = 'a secret of more than 32 characters';
function tokensWith(secret: string): AccessTokens {
  const settings = parseEnv({ JWT_SECRET: secret });
  return new AccessTokens(settings, new TokenKey(settings));
}

const tokens = tokensWith(JWT_SECRET);
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const claims = { sub: '7', role: 'admin', iss: 'bookedbarber', exp: Math.floor(Date.now() / 1000) + 60 };

describe('an access token', () => {
  it('says who calls, and under which version of their account', () => {
    const token = tokens.issue({ id: 7, role: 'barber', tokenVersion: 3, sessionId: 's' });
    expect(tokens.verify(token)).toMatchObject({ id: 7, tokenVersion: 3, sessionId: 's' });
    expect(tokens.verify(token)).toMatchObject({ id: 7, tokenVersion: 3, sessionId: 's' });
  });

  it('is of no use elsewhere, and none from elsewhere here', () => {
    const others = tokensWith(`${JWT_SECRET}!`);
    expect(
      tokens.verify(others.issue({ id: 7, role: 'admin', tokenVersion: 0, sessionId: '' })),
    ).toBeUndefined();
  });

  it.each([
    ['expired', { ...claims, iat: 0, exp: 1 }],
    ['of another issuer', { ...claims, iss: 'another' }],
    ['of no known role', { ...claims, role: 'owner' }],
    ['without a user', { ...claims, sub: 'me' }],
    ['without an end', { sub: '7', role: 'admin', iss: 'bookedbarber' }],
  ])('is refused when it is %s, although signed', (_, payload) => {
    const token = createSigner({ key: JWT_SECRET, algorithm: 'HS256', noTimestamp: true })(payload);
    expect(tokens.verify(token)).toBeUndefined();
  });

  it('is refused unsigned, or signed by another algorithm', () => {
    const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`;
    const input = `${encode({ alg: 'HS512', typ: 'JWT' })}.${encode(claims)}`;
    const hs512 = `${input}.${createHmac('sha512', JWT_SECRET).update(input).digest('base64url')}`;
    expect(tokens.verify(unsigned)).toBeUndefined();
    expect(tokens.verify(hs512)).toBeUndefined();
  });

  it('is refused while the clock is past its end, and no longer once the clock is set back', () => {
    const token = tokens.issue({ id: 7, role: 'client', tokenVersion: 0, sessionId: '' });
    const ahead = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + DAY_MS);
    expect(tokens.verify(token)).toBeUndefined();
    ahead.mockRestore();
    expect(tokens.verify(token)).toMatchObject({ id: 7 });
  });

  it.each(['', 'x', 'a.b.c', `${encode({})}.${encode({})}.`])('is refused as %p', (token) => {
    expect(tokens.verify(token)).toBeUndefined();
  });

  it('is refused once changed', () => {
    const [header, , signature] = tokens
      .issue({ id: 7, role: 'client', tokenVersion: 0, sessionId: '' })
      .split('.');
    expect(tokens.verify(`${header}.${encode(claims)}.${signature}`)).toBeUndefined();
  });
});
