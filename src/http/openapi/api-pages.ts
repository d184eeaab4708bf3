import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { apiDocument } from './api-document.js';
import { problemsPage } from './problems-page.js';

/**
 * Adds `/docs`, `/docs/problems` and `/openapi.json`. The document is created by the first request for it.
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
  server.get('/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((text ??= JSON.stringify(made()))),
  );
  const page = problemsPage();
  server.get('/docs/problems', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
}
