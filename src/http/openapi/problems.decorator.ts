import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from '../problem.js';

/** The extension in which a route's codes are kept until {@link documentProblems} reads them. */
export const PROBLEMS_EXTENSION = 'x-problems';

/**
 * Documents the errors of this route. Those that follow from its shape (a body, an id, a role) need not be named: they are
 * added to the document.
 */
export function Problems(...codes: ProblemCode[]): MethodDecorator {
  return ApiExtension(PROBLEMS_EXTENSION, codes) as MethodDecorator;
}
