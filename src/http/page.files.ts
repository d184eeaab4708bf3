import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where `npm run build` puts the pages; the path is the same from `src` and from `dist`. */
const ROOT = fileURLToPath(new URL('../../dist/pages/', import.meta.url));
const PAGES = ['account', 'admin', 'book', 'desk'];
/** The page of those who name none. */
const FIRST = '/book';
/** Allows this origin only. Styles that scripts set on elements do not count as inline styles. */
const POLICY =
  "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
const FOREVER = 'public, max-age=31536000, immutable';

/** Serves the pages, each under its name, and what they load under `/pages/`. The files contain no data, so they need no token. */
@Injectable()
export class PageFiles implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    // A separate scope, because another plugin may decorate replies with `sendFile` as well.
    this.host.httpAdapter.getInstance<FastifyInstance>().register(async (scope) => {
      await scope.register(fastifyStatic, {
        root: ROOT,
        prefix: '/pages/',
        index: false,
        cacheControl: false,
        setHeaders,
      });
      for (const page of PAGES) {
        const send = (_request: unknown, reply: FastifyReply) => reply.sendFile(`${page}/index.html`);
        scope.get(`/${page}`, send);
        scope.get(`/${page}/`, send);
      }
      scope.get('/', (_request, reply) => reply.redirect(FIRST, 302));
    });
  }
}

/** Built assets have a content hash in their name and never change; the page that refers to them does. */
function setHeaders(reply: FastifyReply, path: string): void {
  reply.header('Content-Security-Policy', POLICY);
  reply.header('Cache-Control', path.startsWith(`${ROOT}assets/`) ? FOREVER : 'no-cache');
}
