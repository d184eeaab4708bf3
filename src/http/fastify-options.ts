import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import type { Env } from '../config/env.js';
import { Problem } from './problem.js';
import { documentOf, PROBLEM_MEDIA_TYPE } from './problem-document.js';
import { sendProblem } from './send-problem.js';
import { toProblem } from './to-problem.js';
import { parseQueryString } from './validation/query-string.js';

const BODY_LIMIT_BYTES = 64 * 1024;

/** What Fastify must know before the application is built. */
export function fastifyOptions(env: Env): FastifyServerOptions {
  return {
    bodyLimit: BODY_LIMIT_BYTES,
    // One proxy: the address it appended is true, those before it are whatever the client wrote.
    trustProxy: env.TRUST_PROXY && ((_address, hop) => hop === 0),
    // A keep-alive connection that is idle would hold up the shutdown for its whole timeout.
    forceCloseConnections: 'idle',
    // What arrives on an open connection while the server drains is served, and the connection closed.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200, querystringParser: parseQueryString },
    // Raised by the router: no route, and so none of Nest's filters and none of the hooks, has been found yet.
    frameworkErrors: (error, _request, reply) => {
      reply.server.addResponseHeaders(reply);
      sendProblem(reply, toProblem(error));
    },
    clientErrorHandler(_error, socket) {
      refuseMalformed(socket, (this as FastifyInstance).commonHeaders(0));
    },
  };
}

/** What is not HTTP, or has more than 16 KB of URL and headers, never becomes a request. */
function refuseMalformed(socket: Socket, common: Readonly<Record<string, string>>): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const detail = 'The request is malformed, or its URL and headers are longer than 16 KB.';
  const body = JSON.stringify(documentOf(new Problem('invalid-request', detail)));
  const fields = {
    ...common,
    'cache-control': 'no-store',
    connection: 'close',
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(body),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join('')}\r\n${body}`);
}
