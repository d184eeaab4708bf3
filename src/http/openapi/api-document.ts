import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Clock } from '../../config/clock.js';
import { withDatesToCome } from './document-dates.js';
import { documentHeaders } from './document-headers.js';
import { documentIds } from './document-ids.js';
import { documentProblems, SECURITY_SCHEME } from './document-problems.js';
import { documentRequirements } from './requires.decorator.js';
import { TAGS } from './tags.js';

const OTHER_VERSION = '/api/v2/';

const DESCRIPTION = `Bookings for barbershops.

**Values.** Instants are ISO 8601 in UTC, dates \`YYYY-MM-DD\`, wall times \`HH:mm\`, time zones IANA names, ids positive
integers.

**Versions.** \`/api/v1\` is described here. \`/api/v2\` has the same routes with the same requests and answers: clients of
either version can stay with it, and new clients should use v1. Probes and metrics have no version.

**Errors** are \`application/problem+json\` (RFC 9457). \`code\` is stable and is meant for programs; \`/docs/problems\` lists
all codes. Any request may also be answered 408 \`request-timeout\`, 417 \`expectation-failed\` or 431
\`headers-too-large\`.

**Requests can be found.** Every response has an \`X-Request-Id\`. Send one to choose it: up to 128 letters, digits and
\`. _ ~ : @ = + -\`. The log also has the trace id of a W3C \`traceparent\` header.

**Access.** What a caller may do is read from their account for every request: a right that is taken away ends at once. \`x-right\`
names the right that a route requires.`;

/** The API described in OpenAPI 3.1. Version 2 is the same as version 1 and is left out. */
export function apiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('BookedBarber')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This server')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'The access token of `POST /auth/login`',
      },
      SECURITY_SCHEME,
    );
  for (const [tag, description] of Object.entries(TAGS)) builder.addTag(tag, description);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: operationId });
  document.info.contact = { name: 'The operator of this server' };
  for (const path of Object.keys(document.paths)) {
    if (path.startsWith(OTHER_VERSION)) delete document.paths[path];
  }
  documentIds(document);
  documentRequirements(document);
  documentProblems(document);
  documentHeaders(document);
  return withDatesToCome(document, app.get(Clock).now());
}

/** `BookingsController`, `create` → `bookingsCreate`: a name for generated clients. */
function operationId(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  return `${noun.charAt(0).toLowerCase()}${noun.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}
