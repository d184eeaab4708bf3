import { expect, it } from '@jest/globals';
import { hashPassword, passwordsWaiting, verifyPassword } from './password.js';

it('hashes with argon2id, a salt each, and knows its own', async () => {
  const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(first).not.toBe(second);
  expect(await verifyPassword(first, 'correct horse')).toBe(true);
  expect(await verifyPassword(first, 'correct Horse')).toBe(false);
});

it('takes two at once, the others in turn, and goes on after one that fails', async () => {
  const all = ['no hash', 'no hash', 'no hash', 'no hash'].map((hash) => verifyPassword(hash, 'x'));
  expect(passwordsWaiting()).toBe(2);
  const outcomes = await Promise.allSettled(all);
  expect(outcomes.map(({ status }) => status)).toEqual(all.map(() => 'rejected'));
  expect(passwordsWaiting()).toBe(0);
  expect(await hashPassword('x')).toBeTruthy();
});
