import type { FastifyReply } from 'fastify';
import type { Problem } from './problem.js';
import { documentOf, PROBLEM_MEDIA_TYPE } from './problem-document.js';

/** Answers with the problem; nothing of the answer must have been sent before. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  void reply
    .code(problem.status)
    .headers(problem.headers)
    // Not that of the answer which was being made.
    .header('Cache-Control', 'no-store')
    .header('Content-Type', PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(documentOf(problem)));
}
