import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where `npm run build` puts it; the same place from `src` and from `dist`. */
const ROOT = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url));
/** Everything from here; styles that scripts set on elements are no inline styles to this policy. */
const POLICY =
  "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
const FOREVER = 'public, max-age=31536000, immutable';

/** `/admin`: the dashboard's files. They hold no data, so nobody needs a token for them. */
@Injectable()
export class DashboardFiles implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    // A scope of its own: another plugin may decorate replies with `sendFile` too.
    this.host.httpAdapter.getInstance<FastifyInstance>().register(async (scope) => {
      await scope.register(fastifyStatic, {
        root: ROOT,
        prefix: '/admin/',
        index: false,
        cacheControl: false,
        setHeaders,
      });
      const page = (_request: unknown, reply: FastifyReply) => reply.sendFile('index.html');
      scope.get('/admin', page);
      scope.get('/admin/', page);
    });
  }
}

/** Built assets carry their content's hash in their name; the page that names them does not. */
function setHeaders(reply: FastifyReply, path: string): void {
  reply.header('Content-Security-Policy', POLICY);
  reply.header('Cache-Control', path.startsWith(`${ROOT}assets/`) ? FOREVER : 'no-cache');
}
