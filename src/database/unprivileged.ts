import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A program that is run as somebody else where we are root. */
export interface Command {
  /** Who it runs as, where that is not ourselves: the owner that its files need. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** Runs it to its end. @throws Error with what it said on stderr */
  run(args: readonly string[]): Promise<void>;
}

/**
 * PostgreSQL refuses to run as root, so as root we run it as `postgres`, or `nobody` where there is no such user.
 * The checkout may lie in a folder that only root can enter; `setpriv` (util-linux) lets the other user through with
 * CAP_DAC_OVERRIDE, which PostgreSQL does not object to.
 */
export async function unprivileged(program: string): Promise<Command> {
  if (process.getuid?.() !== 0) return { owner: undefined, run: (args) => run(program, args) };
  const owner = (await userNamed('postgres')) ?? (await userNamed('nobody'));
  if (owner === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody.');
  const setpriv = '/usr/bin/setpriv';
  const hasSetpriv = await access(setpriv).then(
    () => true,
    () => false,
  );
  if (!hasSetpriv) return { owner, run: (args) => run(program, args, owner) };
  const as = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const passing = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { owner, run: (args) => run(setpriv, [...as, ...passing, program, ...args]) };
}

async function userNamed(name: string): Promise<Command['owner']> {
  try {
    const [uid, gid] = await Promise.all([execute('id', ['-u', name]), execute('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function run(
  program: string,
  args: readonly string[],
  as?: { uid: number; gid: number },
): Promise<void> {
  try {
    await execute(program, args, { ...as, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(stderr?.trim() || message, { cause: error });
  }
}
