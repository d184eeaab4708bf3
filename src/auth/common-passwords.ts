import { dictionary } from '@zxcvbn-ts/language-common';
import { normalisedPassword } from './password.js';

const common = new Set(dictionary['passwords-common'].map((word) => word.toLowerCase()));
/** Passwords that this project has printed somewhere. */
for (const word of ['demo-password', 'bookedbarber', 'change-me-please']) common.add(word);

const REPEATED = /^(.{1,4})\1+$/u;
const TRAILING = /[\d\W_]+$/u;

/**
 * Whether guessers try it early: it is on the list of leaked passwords (49,000, by zxcvbn), in any case, also with digits or
 * signs appended, or it repeats a few characters.
 */
export function isCommonPassword(password: string): boolean {
  const word = normalisedPassword(password).toLowerCase();
  if (common.has(word) || REPEATED.test(word)) return true;
  const stem = word.replace(TRAILING, '');
  // A short word with much appended is not the common one any more.
  return stem.length >= 6 && word.length - stem.length <= 3 && common.has(stem);
}
