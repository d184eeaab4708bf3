import type { OpenAPIObject } from '@nestjs/swagger';
import { ID_SCHEMA } from '../validation/number.js';

/** Says what a number in a path is: an id. Of `@Param('id', ParseId)` the generator knows the type alone. Changes it in place. */
export function documentIds(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      for (const parameter of item[method]?.parameters ?? []) {
        if (!('in' in parameter) || parameter.in !== 'path') continue;
        if ((parameter.schema as { type?: string }).type === 'number') parameter.schema = { ...ID_SCHEMA };
      }
    }
  }
}
