import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import type { HttpSettings } from '../config/settings.js';
import { invalidRequest, Problem } from './problem.js';
import { documentOf, PROBLEM_MEDIA_TYPE } from './problem-document.js';
import { requestIdOf } from './request-id.js';
import { sendProblem } from './send-problem.js';
import { toProblem } from './to-problem.js';
import { parseQueryString } from './validation/query-string.js';
import { SECOND_MS } from '../time/durations.js';

const BODY_LIMIT_BYTES = 64 * 1024;
/** How often Node looks for requests that have timed out. */
const TIMEOUTS_CHECKED_MS = 2 * SECOND_MS;
/** How long a client whose request was malformed may take to read that and close its side. */
const LINGER_MS = 2 * SECOND_MS;

/** Options that Fastify takes only when the server is created. */
export function fastifyOptions(settings: HttpSettings): FastifyHttpOptions<Server> {
  return {
    bodyLimit: BODY_LIMIT_BYTES,
    // A request that never ends would hold its connection and its part of the body.
    requestTimeout: settings.REQUEST_TIMEOUT_MS,
    http: {
      // Node would answer a request without one by itself, with neither a problem nor our headers: see `refuseOtherThanOneHost`.
      requireHostHeader: false,
      headersTimeout: settings.REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: Math.min(TIMEOUTS_CHECKED_MS, settings.REQUEST_TIMEOUT_MS),
    },
    genReqId: requestIdOf,
    trustProxy: trusted(settings.TRUST_PROXY),
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
    clientErrorHandler(error, socket) {
      refuseMalformed(error, socket, this as FastifyInstance);
    },
  };
}

/** The addresses that trusted proxies appended to `X-Forwarded-For` are true; those before them were written by the client. */
function trusted(
  proxies: HttpSettings['TRUST_PROXY'],
): NonNullable<FastifyHttpOptions<Server>['trustProxy']> {
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies;
  return proxies === false ? false : [...proxies];
}

/** Answers requests with an `Expect` other than `100-continue`, which Node would answer without a body. */
export function refuseExpectations(server: FastifyInstance): void {
  server.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const requestId = requestIdOf(request);
    const problem = new Problem('expectation-failed', 'Send no Expect header, or Expect: 100-continue.');
    const body = JSON.stringify(documentOf(problem, { requestId, origin: server.listeningOrigin }));
    const fields = {
      'cache-control': 'no-store',
      connection: 'close',
      'content-type': PROBLEM_MEDIA_TYPE,
      'content-length': Buffer.byteLength(body),
    };
    response.writeHead(problem.status, { ...server.commonHeaders(0, requestId), ...fields }).end(body);
  });
}

/** Answers bytes that are not a request: not HTTP, over 16 KB of URL and headers, or never complete. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket, server: FastifyInstance): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error);
  const requestId = requestIdOf({ headers: {} });
  const occurrence = { requestId, origin: server.listeningOrigin };
  const body = JSON.stringify(documentOf(problem, occurrence));
  const fields = {
    ...server.commonHeaders(0, requestId),
    'cache-control': 'no-store',
    connection: 'close',
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(body),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`);
  // A client that never closes its side would hold the connection. At once, unread bytes of it would make the system drop the answer.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function problemOf({ code }: NodeJS.ErrnoException): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Problem('request-timeout', 'The request did not arrive in time: send all of it at once.');
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem('headers-too-large', 'Send at most 16 KB of URL and headers.');
  return invalidRequest([], { detail: 'The request is not well-formed HTTP/1.1.' });
}
