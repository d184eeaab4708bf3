import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from '../problem.js';

/** Under this name a route's codes wait in the document for {@link documentProblems}. */
export const PROBLEMS_EXTENSION = 'x-problems';

/**
 * Names the errors that only this route has; those that follow from its shape (a body, an id, a role) are added to the
 * document by themselves.
 */
export function Problems(...codes: ProblemCode[]): MethodDecorator {
  return ApiExtension(PROBLEMS_EXTENSION, codes) as MethodDecorator;
}
