import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from '../problem.js';

/** Begins the names of the extensions in which a route's codes are kept until the document is completed: one each, so that they add up. */
export const PROBLEM_PREFIX = 'x-problem-';

/**
 * Documents the errors of this route; several decorators add up. Errors that follow from its shape (a body, an id, a role) need not
 * be named: they are added to the document.
 */
export function Problems(...codes: ProblemCode[]): MethodDecorator {
  return applyDecorators(...codes.map((code) => ApiExtension(`${PROBLEM_PREFIX}${code}`, true)));
}
