import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowedMethods } from './allowed-methods.js';
import { Problem } from './problem.js';
import { sendProblem } from './send-problem.js';
import { toProblem } from './to-problem.js';

/** The one place where errors become answers: `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly allowed: AllowedMethods) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = request.is404 ? this.unrouted(error, request) : toProblem(error);
    this.log(problem, request);
    if (reply.sent || reply.raw.headersSent) {
      // Half an answer is out: an end that looks like one would be a lie.
      reply.raw.destroy();
      return;
    }
    // Headers of the answer that was being made, such as ETag, are not the error's.
    for (const name of ['etag', 'location', 'content-length', 'cache-status']) reply.removeHeader(name);
    sendProblem(reply, problem);
  }

  private unrouted(error: unknown, { method, url }: FastifyRequest): Problem {
    const problem = toProblem(error);
    if (problem.code !== 'not-found') return problem;
    const path = url.split('?', 1)[0] ?? url;
    const methods = this.allowed.at(path);
    if (methods.length === 0) return new Problem('not-found', `There is nothing at ${path}.`);
    const list = methods.join(', ');
    return new Problem('method-not-allowed', `${path} takes ${list}, not ${method}.`, {
      headers: { Allow: list },
    });
  }

  private log(problem: Problem, { method, url }: FastifyRequest): void {
    if (problem.status < 500) return;
    const line = `${method} ${url.split('?', 1)[0]}: ${problem.code}`;
    const { cause } = problem;
    if (problem.code === 'internal-error')
      this.logger.error(line, cause instanceof Error ? chain(cause) : cause);
    else this.logger.warn(`${line}${cause instanceof Error ? ` (${root(cause).message})` : ''}`);
  }
}

function root(error: Error): Error {
  return error.cause instanceof Error ? root(error.cause) : error;
}

function chain(error: Error): string {
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stack}\nCaused by: ${chain(error.cause)}` : stack;
}
