import { type FieldError, type Problem, type ProblemCode, PROBLEMS } from './problem.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** The body of an error, as RFC 9457 has it, with our code. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  errors?: readonly FieldError[];
}

/** Where the server's own pages explain the code. */
function problemType(code: ProblemCode): string {
  return `/docs/problems#${code}`;
}

export function documentOf({ code, message, errors }: Problem): ProblemDocument {
  const [status, title] = PROBLEMS[code];
  return {
    type: problemType(code),
    title,
    status,
    detail: message,
    code,
    // Clients of a 400 may read `errors` without asking whether it is there.
    ...(errors !== undefined || status === 400 ? { errors: errors ?? [] } : {}),
  };
}
