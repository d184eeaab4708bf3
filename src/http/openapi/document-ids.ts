import type { OpenAPIObject } from '@nestjs/swagger';
import { ID_SCHEMA } from '../validation/number.js';
import { operationsOf } from './operations.js';

/** Documents numbers in paths as ids: of `@Param('id', ParseId)` the generator knows only the type. Changes the document in place. */
export function documentIds(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    for (const parameter of operation.parameters ?? []) {
      if (!('in' in parameter) || parameter.in !== 'path') continue;
      if ((parameter.schema as { type?: string }).type === 'number') parameter.schema = { ...ID_SCHEMA };
    }
  }
}
