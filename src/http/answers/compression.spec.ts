import { expect, it } from '@jest/globals';
import { ConstantForms } from './compression.js';

const read = async () => Buffer.from('text');

it('makes a form once, for requests at the same time and later ones', async () => {
  const made: string[] = [];
  const forms = new ConstantForms(async (encoding, text) => {
    made.push(encoding);
    return Buffer.from(`${encoding} of ${text.toString()}`);
  });
  const all = await Promise.all(Array.from({ length: 50 }, async () => forms.get('page', 'br', read)));
  expect(new Set(all.map(String))).toEqual(new Set(['br of text']));
  expect(String(await forms.get('page', 'br', read))).toBe('br of text');
  expect(made).toEqual(['br']);
  await forms.get('page', 'gzip', read);
  await forms.get('other', 'br', read);
  expect(made).toEqual(['br', 'gzip', 'br']);
});

it('makes it again after a failure', async () => {
  const forms = new ConstantForms(async (_, text) => text);
  await expect(forms.get('page', 'br', () => Promise.reject(new Error('no file')))).rejects.toThrow(
    'no file',
  );
  expect(String(await forms.get('page', 'br', read))).toBe('text');
});
