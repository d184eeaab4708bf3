import { hash, verify } from '@node-rs/argon2';
import { isPartOf, normalisedPassword } from '../config/common-passwords.js';
import { invalidField, Problem } from '../http/problem.js';
import { Lane, LaneFull } from '../time/lane.js';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Passwords are hashed in lanes of their own: each occupies 19 MiB and one of the four threads that the whole process shares,
 * for about 20 ms of CPU. If more could wait, the last request would wait for seconds.
 */
const logins = new Lane(2, Infinity, 200);
/** One at a time, so that any number of registrations leaves the logins their threads. */
const newPasswords = new Lane(1, Infinity, 50);

/** @throws Problem `invalid-request` for a new password that anybody would guess who knows the account's address */
export function assertNotAddress(password: string, email: string, field = 'password'): void {
  if (isPartOf(email, password))
    throw invalidField(field, 'must not be the e-mail address, nor what it begins with');
}

/** The argon2id hash of a new password, including salt and cost. @throws Problem `overloaded` */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(newPasswords, () => hash(normalisedPassword(password), COST));
}

/** Whether the password matches the hash. Takes the same time in both cases. @throws Problem `overloaded` */
export async function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  const normalised = normalisedPassword(password);
  return inTurn(
    logins,
    async () =>
      (await verify(passwordHash, normalised)) ||
      // Hashes from before passwords were normalised.
      (normalised !== password && (await verify(passwordHash, password))),
  );
}

async function inTurn<Result>(lane: Lane, work: () => Promise<Result>): Promise<Result> {
  try {
    return await lane.run(work);
  } catch (error) {
    if (!(error instanceof LaneFull)) throw error;
    throw new Problem(
      'overloaded',
      'Too many logins or registrations at the moment: try again in a few seconds.',
      {
        headers: { 'Retry-After': '5' },
        cause: error,
      },
    );
  }
}
