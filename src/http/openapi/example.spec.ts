import { describe, expect, it } from '@jest/globals';
import { anything, type Example, oneOf, orNull, schemaOf } from './example.js';

interface Answer {
  readonly at: string;
  readonly level: 'low' | 'high';
  readonly items: readonly { readonly share: number | null }[];
  readonly owner: { readonly name: string } | null;
  readonly request: unknown;
}

const EXAMPLE: Example<Answer> = {
  at: '2027-03-14T13:00:00.000Z',
  level: oneOf('low', 'high'),
  items: [{ share: orNull(0.5) }],
  owner: orNull({ name: 'A barber' }),
  request: anything({ hours: 24 }),
};

describe('the schema of an example', () => {
  it('has every field, required, with what it may be', () => {
    expect(schemaOf(EXAMPLE)).toEqual({
      type: 'object',
      required: ['at', 'level', 'items', 'owner', 'request'],
      properties: {
        at: { type: 'string', format: 'date-time', example: EXAMPLE.at },
        level: { type: 'string', enum: ['low', 'high'], example: 'low' },
        items: {
          type: 'array',
          items: {
            type: 'object',
            required: ['share'],
            properties: { share: { type: 'number', nullable: true, example: 0.5 } },
          },
        },
        owner: {
          type: 'object',
          nullable: true,
          required: ['name'],
          properties: { name: { type: 'string', example: 'A barber' } },
        },
        request: { example: { hours: 24 } },
      },
    });
  });

  it('is not to be had of one that lacks a field or a mark', () => {
    // @ts-expect-error: without `share`
    const lacking: Example<Answer>['items'] = [{}];
    // @ts-expect-error: `null` is not documented
    const unmarked: Example<Answer>['items'] = [{ share: 0.5 }];
    // @ts-expect-error: neither are the words
    const unworded: Example<Answer>['level'] = 'low';
    expect([lacking, unmarked, unworded]).toHaveLength(3);
  });
});
