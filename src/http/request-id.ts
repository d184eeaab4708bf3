import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestScope } from '../cache/read/read-scope.js';
import { type RequestNames, scope } from '../cache/read/scope.js';
import { subscriberOf } from './address.js';

/** Characters that need no escaping in a log, a header or a path segment. */
const WELL_FORMED = /^[\w.~:@=+-]{1,128}$/;
/** Version 00 of https://www.w3.org/TR/trace-context/; a later version may have more fields. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/;

const VERSION_PREFIX = /^\/api\/v\d+/;

/** The id of a new request: the one that its `X-Request-Id` names if that is well formed, else a new UUID. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && WELL_FORMED.test(sent) ? sent : randomUUID();
}

/** The trace id of a `traceparent` header; `undefined` if there is no valid one. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1];
}

/**
 * Runs every request in a scope that holds its id, so that log lines include it, and counts its waits for the store: from its first hook
 * on, and again after its body was read, which loses the context of the hooks before.
 */
export function addRequestScope(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => runForRequest(request, reply, done));
  server.addHook('preHandler', (request, reply, done) => {
    // Fastify reads no body of these.
    if (request.method === 'GET' || request.method === 'HEAD') return done();
    const current = scope.current?.request;
    if (current instanceof NamedRequest && current.isOf(request)) done();
    else runForRequest(request, reply, done);
  });
}

/** Runs `work` so that its log lines name the request, with waits for the store of its own. */
export function runForRequest(request: FastifyRequest, reply: FastifyReply, work: () => void): void {
  scope.run(new RequestScope(new NamedRequest(request, reply)), work);
}

/** The address that the current request counts for; `undefined` outside of a request and in a job that it started. */
export function currentSubscriber(): string | undefined {
  const current = scope.current;
  return current?.isJob === true ? undefined : current?.request?.subscriber;
}

/** What the current request will be answered with; `undefined` outside of a request and in a job that it started. */
export function currentReply(): FastifyReply | undefined {
  const current = scope.current;
  if (current === undefined || current.isJob) return undefined;
  return current.request instanceof NamedRequest ? current.request.reply : undefined;
}

/** The fields that name the current request in a log line; none outside of a request. */
export function requestFields(): { requestId?: string; traceId?: string } {
  const request = scope.current?.request;
  if (request === undefined) return {};
  const traceId = traceIdOf(request.traceparent);
  return { requestId: request.id, ...(traceId === undefined ? {} : { traceId }) };
}

/** The current request as an audit names it. */
export interface CurrentRequest {
  readonly id: string;
  /** Address of the client, as the proxies before this server report it. */
  readonly address: string;
  /** Method and pattern, without the API's version: `PATCH /bookings/:id`. */
  readonly route: string;
}

/** `undefined` outside of a request. */
export function currentRequest(): CurrentRequest | undefined {
  const request = scope.current?.request;
  return request instanceof NamedRequest ? request : undefined;
}

/** Reads what is needed when it is needed: few requests write a line. */
class NamedRequest implements RequestNames, CurrentRequest {
  constructor(
    private readonly request: FastifyRequest,
    readonly reply: FastifyReply,
  ) {}

  isOf(request: FastifyRequest): boolean {
    return this.request === request;
  }

  get id(): string {
    return this.request.id;
  }

  get traceparent(): string | undefined {
    const { traceparent } = this.request.headers;
    return typeof traceparent === 'string' ? traceparent : undefined;
  }

  get address(): string {
    return this.request.ip;
  }

  get route(): string {
    const { method, url = '' } = this.request.routeOptions;
    return `${String(method)} ${url.replace(VERSION_PREFIX, '')}`;
  }

  get subscriber(): string {
    return subscriberOf(this.request.ip);
  }
}
