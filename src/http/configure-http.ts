import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { CacheStatus } from '../cache/store/cache-status.js';
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
  readJson(server);
  decorateResponses(server, app.get(CacheStatus));
  addRequestLimit(server, app.get(Env).RATE_LIMIT_PER_MINUTE);
  const allowed = app.get(AllowedMethods);
  server.addHook('onRoute', ({ url, method }) => allowed.add(url, method));
  addApiPages(app);
}

/** Fastify's own reading of JSON, but that nothing is nothing: many clients name a type on every request. */
function readJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, String(body), done);
  });
}
