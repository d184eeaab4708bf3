import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const SETPRIV = '/usr/bin/setpriv';

/** A user that a program can run as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Whom PostgreSQL, which refuses to run as root, runs as where we are root: `postgres`, or `nobody` without that. */
export async function unprivilegedAccount(): Promise<Account> {
  const account = (await accountNamed('postgres')) ?? (await accountNamed('nobody'));
  if (account === undefined) {
    throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody.');
  }
  return account;
}

/**
 * Runs a program to its end, as `account` where one is given.
 *
 * The checkout may lie in a folder that only root can enter. `setpriv` (util-linux), where it is, lets the other user
 * through with CAP_DAC_OVERRIDE, to which PostgreSQL does not object.
 *
 * @throws Error with what the program said on stderr
 */
export async function runAs(
  account: Account | undefined,
  program: string,
  args: readonly string[],
): Promise<void> {
  if (account === undefined) return run(program, args);
  if (!(await exists(SETPRIV))) return run(program, args, account);
  const as = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  // Without the securebit the kernel drops the capability for access(2), by which initdb looks for its siblings.
  const passing = [
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  return run(SETPRIV, [...as, ...passing, program, ...args]);
}

async function run(program: string, args: readonly string[], as?: Account): Promise<void> {
  try {
    await execute(program, args, { ...as, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(stderr?.trim() || message, { cause: error });
  }
}

async function accountNamed(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([execute('id', ['-u', name]), execute('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
