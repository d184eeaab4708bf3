import { ApiOkResponse } from '@nestjs/swagger';
import { type Example, schemaOf } from './example.js';

/**
 * Documents an answer 200 by a complete example of it.
 *
 * @param otherwise the answer for another media type: a text, as an example
 */
export function Answers<Answer>(
  example: Example<Answer>,
  otherwise: Readonly<Record<string, string>> = {},
): MethodDecorator {
  const texts = Object.entries(otherwise).map(([type, text]) => [type, { schema: schemaOf(text) }]);
  return ApiOkResponse({
    content: { 'application/json': { schema: schemaOf(example) }, ...Object.fromEntries(texts) },
  });
}
