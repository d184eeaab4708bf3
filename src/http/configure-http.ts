import { isUtf8 } from 'node:buffer';
import { VersioningType } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { CacheStatus } from '../cache/store/cache-status.js';
import { HttpSettings } from '../config/settings.js';
import { AllowedMethods } from './allowed-methods.js';
import { addStrictTransport, refuseOtherThanOneHost } from './browser-headers.js';
import { addCompression } from './answers/compression.js';
import { closeUnusedConnections, limitConnections } from './connections.js';
import { addCors } from './cors.js';
import { refuseExpectations } from './fastify-options.js';
import { addApiPages } from './openapi/api-pages.js';
import { addRequestScope } from './request-id.js';
import { Problem } from './problem.js';
import { RequestLimit } from './limits/request-limit.js';
import { decorateResponses } from './response-headers.js';

/**
 * Configures the server where Nest's modules cannot: hooks, body parsers and the API's documentation pages. Call it
 * before `init`.
 */
export async function configureHttp(app: NestFastifyApplication): Promise<void> {
  configureRoutes(app);
  const server = app.getHttpAdapter().getInstance();
  // Only JSON is accepted: forms and plain text would reach DTOs by another path.
  server.removeContentTypeParser('text/plain');
  readJson(server);
  const settings = app.get(HttpSettings);
  limitConnections(server.server, settings);
  server.addHook('preClose', (done) => {
    closeUnusedConnections(server.server);
    done();
  });
  decorateResponses(server, app.get(CacheStatus));
  refuseExpectations(server);
  addRequestScope(server);
  app.get(RequestLimit).addTo(server);
  refuseOtherThanOneHost(server);
  addStrictTransport(server, settings);
  // Awaited, because their hooks hold only for routes that are added later.
  await addCors(server, settings);
  await addCompression(server);
  const allowed = app.get(AllowedMethods);
  server.addHook('onRoute', ({ url, method }) => allowed.add(url, method));
  addApiPages(app);
}

/** Sets the prefix and the versions of every route's path. */
export function configureRoutes(app: NestFastifyApplication): void {
  app.setGlobalPrefix('api', { exclude: ['health', 'health/*path', 'metrics'] });
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: ['1', '2'] });
}

/**
 * Fastify's JSON parser, except that an empty body parses to `undefined`: many clients send a content type without a body. And a body
 * that is compressed or not UTF-8 is refused: letters that cannot be decoded would be stored as U+FFFD.
 */
function readJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const { 'content-encoding': coding = 'identity' } = request.headers;
    if (coding.toLowerCase() !== 'identity') done(compressed());
    else if (body.length === 0) done(null, undefined);
    else if (isUtf8(body)) void parse(request, body.toString(), done);
    else done(new Problem('invalid-request', 'Send the body as JSON in UTF-8.'));
  });
}

function compressed(): Problem {
  return new Problem('unsupported-media-type', 'Send the body as it is, without Content-Encoding.', {
    headers: { 'Accept-Encoding': 'identity' },
  });
}
