import { spawn } from 'node:child_process';
import { once } from 'node:events';

const MISSING = `These tests need promtool: no "promtool" was found on the PATH.
Install it: "apt-get install prometheus" (Debian, Ubuntu), "brew install prometheus" (macOS).`;

/** Runs promtool with the input; resolves to what it has to say if it is not content, else to an empty text. */
export async function promtool(words: readonly string[], input = ''): Promise<string> {
  const child = spawn('promtool', words, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await once(child, 'close').then(
    ([status]) => status as number,
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Error(MISSING) : error;
    },
  );
  return code === 0 ? '' : said.trim() || `promtool ended with ${code}`;
}
