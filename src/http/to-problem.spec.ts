import { BadRequestException, HttpException, ServiceUnavailableException } from '@nestjs/common';
import { expect, it } from '@jest/globals';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { Problem, type ProblemCode } from './problem.js';
import { toProblem } from './to-problem.js';

const fastifyError = (statusCode: number) => Object.assign(new Error('said by Fastify'), { statusCode });

it.each<[unknown, ProblemCode]>([
  [new Problem('slot-taken', 'Gone.'), 'slot-taken'],
  [new DatabaseUnavailable(new Error('ECONNREFUSED')), 'database-unavailable'],
  [new BadRequestException('no'), 'invalid-request'],
  [new HttpException('too many', 429), 'rate-limited'],
  [new ServiceUnavailableException(), 'overloaded'],
  [fastifyError(413), 'body-too-large'],
  [fastifyError(415), 'unsupported-media-type'],
  [fastifyError(418), 'invalid-request'],
  [new Error('relation "users" does not exist'), 'internal-error'],
  ['thrown text', 'internal-error'],
  [{ statusCode: 404 }, 'internal-error'],
  [undefined, 'internal-error'],
])('%p is %s', (error, code) => {
  expect(toProblem(error).code).toBe(code);
});

it('says nothing of what went wrong inside, and keeps it as the cause', () => {
  const error = new Error('relation "users" does not exist');
  const problem = toProblem(error);
  expect(problem.message).not.toContain('users');
  expect(problem.cause).toBe(error);
});

it('says when to come back', () => {
  const deadlock = Object.assign(new Error('deadlock detected'), { code: '40P01' });
  expect(toProblem(deadlock)).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
  expect(toProblem(new DatabaseUnavailable(undefined)).headers).toEqual({ 'Retry-After': '1' });
});
