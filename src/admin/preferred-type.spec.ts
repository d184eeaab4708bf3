import { describe, expect, it } from '@jest/globals';
import { preferredType } from './preferred-type.js';

const JSON_TYPE = 'application/json';
const MARKDOWN = 'text/markdown';

describe('the preferred media type', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['*/*', JSON_TYPE],
    [MARKDOWN, MARKDOWN],
    ['TEXT/Markdown; charset=utf-8', MARKDOWN],
    ['text/markdown, application/json', JSON_TYPE],
    ['text/markdown;q=0.9, application/json;q=0.8', MARKDOWN],
    ['text/markdown; q=0.1, application/json', JSON_TYPE],
    ['text/markdown;q=0, */*', JSON_TYPE],
    ['text/*, application/json;q=0.5', MARKDOWN],
    ['text/*;q=0.5, */*;q=0.1', MARKDOWN],
    ['text/*, text/markdown;q=0', JSON_TYPE],
    ['text/html', JSON_TYPE],
    ['application/json;q=0, text/markdown;q=nonsense', JSON_TYPE],
  ])('of %j is %s', (accept, type) => {
    expect(preferredType(accept, [JSON_TYPE, MARKDOWN])).toBe(type);
  });
});
