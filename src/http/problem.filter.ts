import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rarely } from '../time/rarely.js';
import { AllowedMethods } from './allowed-methods.js';
import { Problem } from './problem.js';
import { runForRequest } from './request-id.js';
import { sendProblem } from './send-problem.js';
import { toProblem } from './to-problem.js';

/** Characters of a path that an answer repeats. */
const LONGEST_PATH = 200;

/** Turns every error into a response of type `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');
  private readonly rarely = new Rarely();

  constructor(private readonly allowed: AllowedMethods) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = request.is404 ? this.unrouted(error, request) : toProblem(error);
    // Errors of a body are outside the request's scope.
    runForRequest(request, reply, () => this.log(problem, request));
    if (reply.sent || reply.raw.headersSent) {
      // Part of the response is sent; destroy the socket so that the client does not take it for complete.
      reply.raw.destroy();
      return;
    }
    // Headers of the unfinished answer, such as ETag, do not apply to the error.
    for (const name of ['etag', 'location', 'content-length', 'cache-status']) reply.removeHeader(name);
    sendProblem(reply, problem);
  }

  private unrouted(error: unknown, { method, url }: FastifyRequest): Problem {
    const problem = toProblem(error);
    if (problem.code !== 'not-found') return problem;
    const path = url.split('?', 1)[0] ?? url;
    const shown = path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path;
    const methods = this.allowed.at(path);
    if (methods.length === 0)
      return new Problem('not-found', `There is no route at ${shown}. See /docs for all routes.`);
    const list = methods.join(', ');
    return new Problem('method-not-allowed', `${shown} supports ${list}, not ${method}.`, {
      headers: { Allow: list },
    });
  }

  private log(problem: Problem, { method, url }: FastifyRequest): void {
    const line = `${method} ${loggedPath(url)}: ${problem.code}`;
    const { cause } = problem;
    if (problem.status < 500) this.logger.debug(line);
    else if (problem.code === 'internal-error')
      this.logger.error(line, cause instanceof Error ? chain(cause) : cause);
    else {
      const text = `${line}${cause instanceof Error ? ` (${root(cause).message})` : ''}`;
      // While a database or the machine fails, all requests say the same; the probe says it once.
      if (this.rarely.isDue(problem.code)) this.logger.warn(text);
      else this.logger.debug(text);
    }
  }
}

/** A path without its query, and without the secrets that some paths have. */
function loggedPath(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replace(/(\/guest-bookings\/)[^/]+/i, '$1:manageToken');
}

function root(error: Error): Error {
  return error.cause instanceof Error ? root(error.cause) : error;
}

function chain(error: Error): string {
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stack}\nCaused by: ${chain(error.cause)}` : stack;
}
