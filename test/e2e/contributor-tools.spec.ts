import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openBrowser } from '../support/browser.js';
import { createTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const run = promisify(execFile);
const COPIED = ['src', 'pages', 'scripts', 'package.json', 'tsconfig.json', '.swcrc', 'nest-cli.json'];
/** It compiles and starts the server beside the other suites. */
const PATIENCE_MS = 60_000;
const PATH = process.env['PATH'] ?? '';

/** On a copy of the checkout: other suites run from its `dist`. */
describe('the tools for contributors', () => {
  let copy: string;

  beforeAll(async () => {
    copy = await realpath(await mkdtemp(join(tmpdir(), 'bookedbarber-tools-')));
    for (const name of COPIED) await cp(name, join(copy, name), { recursive: true });
    await symlink(await realpath('node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  it('npm run dev restarts the server, which a debugger can attach to, and updates the open page when a file changes', async () => {
    const database = await createTestDatabase();
    const browser = await openBrowser();
    const dev = new DevProcess(copy, { DATABASE_URL: database.url });
    try {
      await until(() => dev.starts === 1, PATIENCE_MS);
      expect(await dev.debugged()).toContain('dist/main.js');
      const page = await browser.newPage();
      await page.goto(`${dev.origin}/admin`);
      await page.waitForSelector('form');
      await page.evaluate('document.body.dataset.open = "since before the change"');
      await appendFile(join(copy, 'pages/admin/style.css'), 'body { outline: 3px solid red; }\n');
      await page.waitForFunction('getComputedStyle(document.body).outlineWidth === "3px"');
      expect(await page.evaluate('document.body.dataset.open')).toBe('since before the change');

      await appendFile(join(copy, 'src/main.ts'), "process.stdout.write('the changed file runs\\n');\n");
      await until(() => dev.starts === 2 && dev.output.includes('the changed file runs'), PATIENCE_MS);
      expect((await fetch(`${dev.origin}/health/live`)).status).toBe(200);
    } finally {
      dev.interrupt();
      await Promise.all([dev.ended, browser.close()]);
      await database.drop();
    }
    expect(await dev.ended).toBe(0);
  }, 150_000);

  it('nest build compiles every source file but the specs', async () => {
    await rm(join(copy, 'dist'), { recursive: true, force: true });
    await run(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], { cwd: copy });
    const compiled = (await filesIn(join(copy, 'dist'))).filter((name) => name.endsWith('.js'));
    const sources = (await filesIn('src')).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
    );
    expect(compiled).toEqual(sources.map((name) => name.replace(/\.ts$/, '.js')).toSorted());
  });

  it('npm run build, twice at once, leaves what a server runs from in its place all the time', async () => {
    const build = async () => run('npm', ['run', 'build', '--silent'], { cwd: copy });
    await cp('dist', join(copy, 'dist'), { recursive: true });
    const needed = ['main.js', 'pages/book/index.html'].map((name) => join(copy, 'dist', name));
    await writeFile(join(copy, 'dist', 'of-an-older-release.js'), '');
    const running = new Set([build(), build()]);
    for (const each of running) void each.then(() => running.delete(each));
    let looks = 0;
    while (running.size > 0) {
      for (const file of needed) expect((await stat(file)).size).toBeGreaterThan(0);
      looks++;
      await Promise.race([...running, setImmediate()]);
    }
    expect(looks).toBeGreaterThan(10);
    expect(await readdir(join(copy, 'dist'))).not.toContain('of-an-older-release.js');
    expect((await readdir(join(copy, '.cache'))).filter((name) => name.startsWith('build-'))).toEqual([]);
  });

  it.each([
    ['>=1000.19.0', `Node 1000.19.0 or newer is needed, and this is ${process.versions.node}.\n`],
    ['>=20.19.0', expect.stringContaining('run "npm ci --include=dev"')],
  ])(
    'npm run build, where %s is needed and no tool is installed, says what is missing',
    async (node, stderr) => {
      const bare = join(copy, 'bare');
      await cp('scripts', join(bare, 'scripts'), { recursive: true });
      await writeFile(join(bare, 'package.json'), JSON.stringify({ type: 'module', engines: { node } }));
      const build = run(process.execPath, [join(bare, 'scripts/build.js')]);
      await expect(build).rejects.toMatchObject({ code: 1, stderr });
    },
  );

  it('npm run db:reset removes the data of the embedded database only if it is confirmed', async () => {
    const data = join(copy, '.data', 'postgres', 'data');
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'PG_VERSION'), '18\n');
    const reset = async (environment: Record<string, string>, ...args: string[]) =>
      run(process.execPath, [join(process.cwd(), 'dist/database/embedded/embedded-reset.main.js'), ...args], {
        cwd: copy,
        env: { PATH, ...environment },
      });
    await expect(reset({})).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('-- --yes') });
    await expect(reset({ DATABASE_URL: 'postgres://u:p@localhost/shop' }, '--yes')).rejects.toMatchObject({
      code: 1,
    });
    expect(await readdir(data)).toEqual(['PG_VERSION']);
    expect((await reset({}, '--yes')).stdout).toContain('is removed');
    expect(await readdir(join(copy, '.data', 'postgres'))).toEqual([]);
    expect((await reset({}, '--yes')).stdout).toContain('nothing was removed');
  });
});

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).toSorted();
}

/** `npm run dev:debug` in a folder, on free ports. */
class DevProcess {
  output = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(directory: string, environment: Record<string, string>) {
    this.child = spawn(process.execPath, ['scripts/dev.js', '--inspect=127.0.0.1:0'], {
      cwd: directory,
      env: { PATH, HOME: directory, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => (this.output += String(chunk)));
    }
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** How often the server has said where it listens. @throws Error if the process has ended */
  get starts(): number {
    if (this.child.exitCode !== null) throw new Error(`npm run dev ended: ${this.output}`);
    return [...this.output.matchAll(/listens at/g)].length;
  }

  get origin(): string {
    return /listens at (\S+)/.exec(this.output)?.[1] ?? '';
  }

  /** The script that the debugger's port offers. */
  async debugged(): Promise<string> {
    const [, host] = /Debugger listening on ws:\/\/([^/]+)/.exec(this.output) ?? [];
    const targets = (await (await fetch(`http://${host}/json/list`)).json()) as { url: string }[];
    return targets.map(({ url }) => url).join();
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }
}
