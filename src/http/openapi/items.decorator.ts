import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';

/** The answer of a route that lists everything. */
export interface Items<Item> {
  readonly items: readonly Item[];
}

/** Documents an answer 200 `{items: [item, …]}`. */
export const ApiItems = (item: Type) =>
  applyDecorators(
    ApiExtraModels(item),
    ApiOkResponse({
      schema: {
        type: 'object',
        required: ['items'],
        properties: { items: { type: 'array', items: { $ref: getSchemaPath(item) } } },
      },
    }),
  );
