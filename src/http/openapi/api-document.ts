import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Clock } from '../../config/clock.js';
import { withDatesToCome } from './document-dates.js';
import { documentIds } from './document-ids.js';
import { documentProblems, SECURITY_SCHEME } from './document-problems.js';

const OTHER_VERSION = '/api/v2/';

/** The API described in OpenAPI 3.1. Version 2 answers the same and is left out. */
export function apiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('BookedBarber')
    .setDescription(
      'Bookings for barbershops. Instants are ISO 8601 in UTC, dates YYYY-MM-DD, wall times HH:mm, time zones IANA ' +
        'names. The same routes answer under /api/v2. Errors are application/problem+json; their codes are listed at ' +
        '/docs/problems. A token carries the role its owner had at login.',
    )
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, SECURITY_SCHEME)
    .build();
  const document = SwaggerModule.createDocument(app, config);
  for (const path of Object.keys(document.paths)) {
    if (path.startsWith(OTHER_VERSION)) delete document.paths[path];
  }
  documentIds(document);
  documentProblems(document);
  return withDatesToCome(document, app.get(Clock).now());
}
