import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { format, resolveConfig } from 'prettier';

const FOLDER = 'bench/results';
const lines: string[] = [];

/** Prints a part of a benchmark's result, and keeps it for {@link writeReport}. */
export function report(text: string): void {
  console.log(text);
  lines.push(text);
}

/** Writes what was reported since the last call to the benchmark's page, with what the figures depend on. */
export async function writeReport(name: string, options: readonly string[]): Promise<void> {
  const command = ['npm run bench --', name, ...options].join(' ');
  const page = `${FOLDER}/${name}.md`;
  const text = [
    `# ${name}`,
    `Written by \`${command}\`. What the figures mean: [bench/README.md](../README.md).`,
    `| commit | machine | memory | Node | date |\n| - | - | - | - | - |\n| ${commit()} | ${machine()} | ${memory()} | ${process.versions.node} | ${today()} |`,
    lines.splice(0).join('\n'),
  ].join('\n\n');
  await mkdir(FOLDER, { recursive: true });
  await writeFile(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
  console.error(`\nWritten to ${page}`);
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
    const isChanged = git('status', '--porcelain', '--', 'src', 'bench', 'package-lock.json') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' with uncommitted changes' : ''}`;
  } catch {
    return 'unknown: no git here';
  }
}

function machine(): string {
  const all = cpus();
  return `${all[0]?.model.trim() ?? 'unknown CPU'}, ${all.length} cores`;
}

function memory(): string {
  return `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
