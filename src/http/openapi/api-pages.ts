import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type CompressedBody, compressed } from '../compression.js';
import { apiDocument } from './api-document.js';
import { problemsPage } from './problems-page.js';

/** Fields of Accept-Encoding that are distinguished, and characters of one that are read; others get the plain text. */
const MOST_FORMS = 20;
const MOST_ACCEPTED = 100;

/**
 * Adds `/docs`, `/docs/problems` and `/openapi.json`. The document is created by the first request for it, and each compressed form of it once:
 * it has hundreds of kilobytes.
 */
export function addApiPages(app: NestFastifyApplication): void {
  let document: OpenAPIObject | undefined;
  const made = () => (document ??= apiDocument(app));
  SwaggerModule.setup('docs', app, made, {
    raw: false,
    customSiteTitle: 'BookedBarber API',
    // A token must not outlive the page: the browser's storage is open to every script of the origin.
    swaggerOptions: { persistAuthorization: false },
  });
  const server = app.getHttpAdapter().getInstance();
  let text: string | undefined;
  const forms = new Map<string, Promise<CompressedBody | undefined> | undefined>();
  server.get('/openapi.json', { compress: false }, async (request, reply) => {
    const accepted = (request.headers['accept-encoding'] ?? '').slice(0, MOST_ACCEPTED);
    text ??= JSON.stringify(made());
    if (!forms.has(accepted) && forms.size < MOST_FORMS) forms.set(accepted, compressed(text, accepted));
    const form = await forms.get(accepted);
    reply.type('application/json; charset=utf-8').header('Vary', 'Accept-Encoding');
    if (form === undefined) return reply.send(text);
    return reply.header('Content-Encoding', form.encoding).send(form.bytes);
  });
  const page = problemsPage();
  server.get('/docs/problems', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
}
