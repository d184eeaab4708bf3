import { dictionary } from '@zxcvbn-ts/language-common';

/** Passwords in the examples of this project (`docker-compose.yml`, `deploy/`), and those of the demo shop. */
const EXAMPLES = ['bookedbarber', 'change-me', 'change-me-please', 'changeme', 'demo-password'];
const ofExamples = new Set(EXAMPLES);
const common = new Set([...dictionary['passwords-common'].map((word) => word.toLowerCase()), ...EXAMPLES]);

/** Whether an example of this project shows the password. */
export const isExamplePassword = (password: string) => ofExamples.has(password.toLowerCase());

/** The form in which a password is hashed (NIST SP 800-63B, 5.1.1.2): keyboards send the same text in several. */
export const normalisedPassword = (password: string) => password.normalize('NFKC');

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

/** Whether the password is the e-mail address, or what it has before the @. */
export function isPartOf(email: string, password: string): boolean {
  const address = email.toLowerCase();
  return [address, address.split('@', 1)[0]].includes(normalisedPassword(password).toLowerCase());
}
