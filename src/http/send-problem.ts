import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from './problem.js';
import { documentOf, PROBLEM_MEDIA_TYPE } from './problem-document.js';

/** A host name or address with an optional port; anything else in a `Host` header is not put into an answer. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Answers with the problem; nothing of the response may have been sent yet. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  const { request } = reply;
  void reply
    .code(problem.status)
    .headers(problem.headers)
    // Replaces what the handler set for the answer that it did not finish.
    .header('Cache-Control', 'no-store')
    .header('Content-Type', PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(documentOf(problem, { requestId: request.id, origin: originOf(request) })));
}

function originOf({ protocol, host, server }: FastifyRequest): string {
  return HOST.test(host) ? `${protocol}://${host}` : server.listeningOrigin;
}
