import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EnvError } from './env.js';
import { readEnvironment } from './read-environment.js';

describe('the file .env', () => {
  const before = { ...process.env };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bookedbarber-env-'));
  });

  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    await rm(folder, { recursive: true });
  });

  async function read(text: string | Buffer): Promise<Record<string, string | undefined>> {
    const file = join(folder, '.env');
    await writeFile(file, text);
    return readEnvironment(file);
  }

  it('keeps its first variable after a byte order mark', async () => {
    const { ENV_SPEC_FIRST, ENV_SPEC_SECOND } = await read(
      '\uFEFFENV_SPEC_FIRST=1\nENV_SPEC_SECOND="two words"\n',
    );
    expect([ENV_SPEC_FIRST, ENV_SPEC_SECOND]).toEqual(['1', 'two words']);
  });

  it('may be in UTF-16, as Windows PowerShell writes it', async () => {
    const { ENV_SPEC_FIRST } = await read(Buffer.from('\uFEFFENV_SPEC_FIRST=größer\r\n', 'utf16le'));
    expect(ENV_SPEC_FIRST).toBe('größer');
  });

  it('is named if it cannot be read, such as a folder that Docker has made for a missing file', () => {
    expect(() => readEnvironment(folder)).toThrow(`The file ${folder} cannot be read: EISDIR`);
    expect(() => readEnvironment(folder)).toThrow(EnvError);
  });

  it('has no line end of a secret in a file, or of a file of Windows', async () => {
    process.env['ENV_SPEC_SECRET'] = 'se cret\n';
    process.env['ENV_SPEC_PORT'] = '8000\r';
    const { ENV_SPEC_SECRET, ENV_SPEC_PORT, ENV_SPEC_FLAG } = await read('ENV_SPEC_FLAG=true\r\n');
    expect([ENV_SPEC_SECRET, ENV_SPEC_PORT, ENV_SPEC_FLAG]).toEqual(['se cret', '8000', 'true']);
  });

  it('does not replace a variable of the process', async () => {
    process.env['ENV_SPEC_GIVEN'] = 'process';
    const { ENV_SPEC_GIVEN } = await read('ENV_SPEC_GIVEN=file\n');
    expect(ENV_SPEC_GIVEN).toBe('process');
  });

  it('may be absent', () => {
    expect(Object.keys(readEnvironment(join(folder, 'absent')))).toEqual(Object.keys(process.env));
  });
});
