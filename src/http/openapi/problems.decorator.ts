import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from '../problem.js';

/** The extension in which a route's codes are kept until {@link documentProblems} reads them. */
export const PROBLEMS_EXTENSION = 'x-problems';

const NAMED = Symbol('problems');

/**
 * Documents the errors of this route; several decorators add up. Errors that follow from its shape (a body, an id, a role) need not
 * be named: they are added to the document.
 */
export function Problems(...codes: ProblemCode[]): MethodDecorator {
  return (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const named = new Set([
      ...((Reflect.getMetadata(NAMED, handler) as ProblemCode[] | undefined) ?? []),
      ...codes,
    ]);
    Reflect.defineMetadata(NAMED, [...named], handler);
    (ApiExtension(PROBLEMS_EXTENSION, [...named]) as MethodDecorator)(target, key, descriptor);
  };
}
