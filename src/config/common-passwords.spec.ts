import { describe, expect, it } from '@jest/globals';
import { isCommonPassword } from './common-passwords.js';

describe('a password', () => {
  it.each([
    'password',
    'Password1',
    'PASSWORD!',
    'password123',
    '12345678',
    'qwertyuiop',
    'aaaaaaaaaa',
    'abcabcabcabc',
    'demo-password',
    'ｐａｓｓｗｏｒｄ',
  ])('like %s is common', (password) => {
    expect(isCommonPassword(password)).toBe(true);
  });

  it.each([
    'correct horse battery',
    'correct horse battery staple',
    'kJ8#mq2Vx!',
    'Hund-Katze-Maus-17',
    'pässwörter-wald',
  ])('like %s is not', (password) => {
    expect(isCommonPassword(password)).toBe(false);
  });
});
