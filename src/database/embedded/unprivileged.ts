import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const SETPRIV = '/usr/bin/setpriv';

/** An operating system account that a program can run as. */
export interface SystemAccount {
  readonly uid: number;
  readonly gid: number;
}

/** Account for PostgreSQL, which refuses to run as root, when this process is root: `postgres`, or `nobody` if there is none. */
export async function unprivilegedAccount(): Promise<SystemAccount> {
  const account = (await accountNamed('postgres')) ?? (await accountNamed('nobody'));
  if (account === undefined) {
    throw new Error(
      'PostgreSQL does not run as root, and there is neither a user `postgres` nor a user `nobody`.',
    );
  }
  return account;
}

/**
 * Runs a program to its end, as `account` where one is given.
 *
 * The checkout may lie in a folder that only root can enter. If `setpriv` (util-linux) is installed, it gives the other
 * user CAP_DAC_OVERRIDE, which PostgreSQL accepts.
 *
 * @throws Error with the program's stderr
 */
export async function runAs(
  account: SystemAccount | undefined,
  program: string,
  args: readonly string[],
): Promise<void> {
  if (account === undefined) return run(program, args);
  if (!(await exists(SETPRIV))) return run(program, args, account);
  const as = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  // Without the securebit the kernel drops the capability for access(2), which initdb uses to find its sibling programs.
  const passing = [
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  return run(SETPRIV, [...as, ...passing, program, ...args]);
}

async function run(program: string, args: readonly string[], as?: SystemAccount): Promise<void> {
  try {
    await execute(program, args, { ...as, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(stderr?.trim() || message, { cause: error });
  }
}

async function accountNamed(name: string): Promise<SystemAccount | undefined> {
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
