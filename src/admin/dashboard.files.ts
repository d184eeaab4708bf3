import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where `npm run build` puts the dashboard; the path is the same from `src` and from `dist`. */
const ROOT = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url));
/** Allows this origin only. Styles that scripts set on elements do not count as inline styles. */
const POLICY =
  "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
const FOREVER = 'public, max-age=31536000, immutable';

/** Serves the dashboard at `/admin`. Its files contain no data, so they need no token. */
@Injectable()
export class DashboardFiles implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    // A separate scope, because another plugin may decorate replies with `sendFile` as well.
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

/** Built assets have a content hash in their name and never change; the page that refers to them does. */
function setHeaders(reply: FastifyReply, path: string): void {
  reply.header('Content-Security-Policy', POLICY);
  reply.header('Cache-Control', path.startsWith(`${ROOT}assets/`) ? FOREVER : 'no-cache');
}
