import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** The argon2id hash of a password, including salt and cost. */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, COST));
}

/** Whether the password matches the hash. Takes the same time in both cases. */
export async function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return inTurn(() => verify(passwordHash, password));
}

/** Number of passwords that wait to be hashed or verified. */
export function passwordsWaiting(): number {
  return waiting.length;
}

/** Runs at most two at a time: each occupies 19 MiB and one of the four threads that the whole process shares. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    // The place is passed to the next in the queue, so that later calls cannot overtake it.
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}
