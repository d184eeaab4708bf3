import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import type { HttpSettings } from '../config/settings.js';
import { invalidRequest } from './problem.js';
import { documentOf, PROBLEM_MEDIA_TYPE } from './problem-document.js';
import { requestIdOf } from './request-id.js';
import { sendProblem } from './send-problem.js';
import { toProblem } from './to-problem.js';
import { parseQueryString } from './validation/query-string.js';

const BODY_LIMIT_BYTES = 64 * 1024;

/** Options that Fastify takes only when the server is created. */
export function fastifyOptions(settings: HttpSettings): FastifyServerOptions {
  return {
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: requestIdOf,
    // One proxy: the address that it appended is true; those before it were written by the client.
    trustProxy: settings.TRUST_PROXY && ((_address, hop) => hop === 0),
    // An idle keep-alive connection would delay the shutdown until it times out.
    forceCloseConnections: 'idle',
    // While the server drains, a request on an open connection is still served; then the connection is closed.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200, querystringParser: parseQueryString },
    // Errors of the router itself: it found no route, so neither Nest's filters nor the hooks run.
    frameworkErrors: (error, _request, reply) => {
      reply.server.addResponseHeaders(reply);
      sendProblem(reply, toProblem(error));
    },
    clientErrorHandler(_error, socket) {
      refuseMalformed(socket, this as FastifyInstance);
    },
  };
}

/** Answers bytes that Node could not parse as a request: not HTTP, or over 16 KB of URL and headers. */
function refuseMalformed(socket: Socket, server: FastifyInstance): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const detail = 'The request is malformed, or its URL and headers are longer than 16 KB.';
  const requestId = requestIdOf({ headers: {} });
  const occurrence = { requestId, origin: server.listeningOrigin };
  const body = JSON.stringify(documentOf(invalidRequest([], { detail }), occurrence));
  const fields = {
    ...server.commonHeaders(0, requestId),
    'cache-control': 'no-store',
    connection: 'close',
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(body),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join('')}\r\n${body}`);
}
