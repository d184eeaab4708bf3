import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { ContextVariable } from './context-variable.js';

const name = new ContextVariable<string>();
const count = new ContextVariable<number>();

it('is what the work around gave, across an await, and nothing outside', async () => {
  const seen = await name.run('a', async () => {
    await Promise.resolve();
    return name.current;
  });
  expect([seen, name.current]).toEqual(['a', undefined]);
});

it('leaves other variables as they are, and ends with its work', async () => {
  await name.run('a', async () => {
    const [inner, both] = await Promise.all([
      name.run('b', async () => name.current),
      count.run(1, async () => [name.current, count.current]),
    ]);
    expect([inner, both]).toEqual(['b', ['a', 1]]);
    expect([name.current, count.current]).toEqual(['a', undefined]);
  });
});

it('can be taken away from work', () => {
  name.run('a', () => name.run(undefined, () => expect(name.current).toBeUndefined()));
});

it('is the only storage that the server keeps on', async () => {
  const files = (await readdir('src', { recursive: true })).filter((file) => /(?<!\.spec)\.ts$/.test(file));
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(`src/${file}`, 'utf8')]));
  const making = texts.filter(([, text]) => text?.includes('new AsyncLocalStorage')).map(([file]) => file);
  expect(making).toEqual(['time/context-variable.ts']);
});
