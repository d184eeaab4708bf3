import { isCommonPassword, isExamplePassword, isPartOf } from './common-passwords.js';

/** What a production server refuses to start with. */
interface Secrets {
  readonly SEED_DEMO?: boolean;
  readonly JWT_SECRET?: string;
  readonly ADMIN_EMAIL?: string;
  readonly ADMIN_PASSWORD?: string;
  readonly DATABASE_URL?: string;
  readonly REDIS_URL?: string;
  readonly REDIS_PASSWORD?: string;
  readonly REDIS_SENTINEL_PASSWORD?: string;
}

/** What a person types who does not want to think of a password. */
const TOO_COMMON =
  /^(?:(?:p[a@]ssw[o0]rd|admin|administrator|secret|letmein|welcome|qwerty\w*|abc123\w*|iloveyou|correct horse battery(?: staple)?)[\d!]*|.?|\d{1,12})$/i;
const PLACEHOLDER = /change.?me|replace.?me|your.?secret|example|placeholder/i;
/** A random key of 16 bytes has 128; a sentence of 32 letters about 110. */
const FEWEST_BITS = 80;

/** One sentence for each secret that others know or can guess. No sentence repeats the secret. */
export function weakSecrets(secrets: Secrets): string[] {
  const said: string[] = [];
  if (secrets.SEED_DEMO === true) {
    said.push(
      'SEED_DEMO must not be true when NODE_ENV is production: the demo shop has logins that everybody knows',
    );
  }
  const { JWT_SECRET, ADMIN_PASSWORD, ADMIN_EMAIL } = secrets;
  if (JWT_SECRET !== undefined && (bitsOf(JWT_SECRET) < FEWEST_BITS || PLACEHOLDER.test(JWT_SECRET))) {
    said.push('JWT_SECRET can be guessed: make one with "openssl rand -hex 32"');
  }
  if (
    ADMIN_PASSWORD !== undefined &&
    (isKnown(ADMIN_PASSWORD) || isPartOf(ADMIN_EMAIL ?? '', ADMIN_PASSWORD))
  ) {
    said.push('ADMIN_PASSWORD is known to everybody: choose another one');
  }
  for (const name of ['DATABASE_URL', 'REDIS_URL'] as const) {
    const password = passwordIn(secrets[name]);
    if (password !== undefined && isExamplePassword(password)) {
      said.push(`${name} has the password of an example: choose another one`);
    }
  }
  for (const name of ['REDIS_PASSWORD', 'REDIS_SENTINEL_PASSWORD'] as const) {
    if (isExamplePassword(secrets[name] ?? ''))
      said.push(`${name} is that of an example: choose another one`);
  }
  return said;
}

const isKnown = (password: string) => isCommonPassword(password) || TOO_COMMON.test(password);

/** Shannon's entropy of the characters, of the shortest text whose repetition the secret is. */
function bitsOf(secret: string): number {
  const unit = /^(.+?)\1*$/s.exec(secret)?.[1] ?? secret;
  const counts = new Map<string, number>();
  for (const character of unit) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / unit.length);
  return bits;
}

function passwordIn(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  try {
    return decodeURIComponent(new URL(url).password);
  } catch {
    return undefined;
  }
}
