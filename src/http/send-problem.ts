import type { FastifyReply } from 'fastify';
import type { Problem } from './problem.js';
import { documentOf } from './problem-document.js';

/** Answers with the problem; nothing of the answer must have been sent before. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  void reply
    .code(problem.status)
    .headers(problem.headers)
    .header('Cache-Control', 'no-store')
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(documentOf(problem)));
}
