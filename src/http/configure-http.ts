import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CacheStatus } from '../cache/cache-status.js';
import { Env } from '../config/env.js';
import { AllowedMethods } from './allowed-methods.js';
import { addApiPages } from './openapi/api-pages.js';
import { addRequestLimit } from './request-limit.js';
import { decorateResponses } from './response-headers.js';

/** Adds to the server what Nest's modules cannot: hooks, body types, the API's pages. Before it is initialised. */
export function configureHttp(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  // Everything but JSON is refused: forms and texts would reach DTOs by another way.
  server.removeContentTypeParser('text/plain');
  decorateResponses(server, app.get(CacheStatus));
  addRequestLimit(server, app.get(Env).RATE_LIMIT_PER_MINUTE);
  const allowed = app.get(AllowedMethods);
  server.addHook('onRoute', ({ url, method }) => allowed.add(url, method));
  addApiPages(app);
}
