import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** The argon2id hash of a password, salt and cost included. */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, COST));
}

/** Whether the hash is that of the password. Costs the same whether it is or not. */
export async function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return inTurn(() => verify(passwordHash, password));
}

/** How many passwords wait for their turn. */
export function passwordsWaiting(): number {
  return waiting.length;
}

/** Two at once: each takes a thread of four that the whole process shares, and 19 MiB. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    // A place is handed on, so that nobody who comes later overtakes.
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}
