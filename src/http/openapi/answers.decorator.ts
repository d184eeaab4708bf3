import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';

/**
<<<<<<< HEAD
 * Documents an answer 200 by a complete example of it.
 *
 * @param otherwise the answer for another media type: a text, as an example
=======
 * Documents an answer 200 that is a DTO in JSON, or a text if the client accepts another media type.
 * @param texts an example of the text by media type
>>>>>>> e0ddd8a (feat(openapi): answers are documented in one way, and the recommended rules of two linters hold)
 */
export const Answers = (type: Type, texts: Readonly<Record<string, string>>) =>
  applyDecorators(
    ApiExtraModels(type),
    ApiOkResponse({
      content: {
        'application/json': { schema: { $ref: getSchemaPath(type) } },
        ...Object.fromEntries(
          Object.entries(texts).map(([media, example]) => [media, { schema: { type: 'string', example } }]),
        ),
      },
    }),
  );
