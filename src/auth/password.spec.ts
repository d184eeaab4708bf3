import { expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { hashPassword, verifyPassword } from './password.js';

it('hashes with argon2id, a salt each, and knows its own', async () => {
  const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(first).not.toBe(second);
  expect(await verifyPassword(first, 'correct horse')).toBe(true);
  expect(await verifyPassword(first, 'correct Horse')).toBe(false);
});

it('takes a password in any form that keyboards send it in, also against older hashes', async () => {
  const composed = 'p\u00e4sswort';
  const decomposed = 'pa\u0308sswort';
  expect(await verifyPassword(await hashPassword(decomposed), composed)).toBe(true);
  const older = await hash(decomposed);
  expect(await verifyPassword(older, decomposed)).toBe(true);
  expect(await verifyPassword(older, 'passwort')).toBe(false);
});

it('goes on after one that fails', async () => {
  const all = ['no hash', 'no hash', 'no hash', 'no hash'].map((each) => verifyPassword(each, 'x'));
  const outcomes = await Promise.allSettled(all);
  expect(outcomes.map(({ status }) => status)).toEqual(all.map(() => 'rejected'));
  expect(await hashPassword('x')).toBeTruthy();
});

it('refuses more new passwords than a few seconds take, and no logins because of them', async () => {
  const known = await hashPassword('correct horse');
  const all = Array.from({ length: 60 }, () => hashPassword('correct horse'));
  const outcomes = Promise.allSettled(all);
  expect(await verifyPassword(known, 'correct horse')).toBe(true);
  const refused = (await outcomes).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(9);
  expect(refused[0]).toMatchObject({ reason: { code: 'overloaded' } });
});
