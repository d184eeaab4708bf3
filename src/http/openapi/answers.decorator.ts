import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';

/**
 * Documents an answer 200 that is a DTO in JSON, or a text if the client accepts another media type.
 * @param texts an example of the text by media type
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
