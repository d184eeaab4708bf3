import { type FieldError, type Problem, type ProblemCode, PROBLEMS } from './problem.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** The body of an error as RFC 9457 defines it, with our `code` and `errors`. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: ProblemCode;
  errors?: readonly FieldError[];
  /** Members that only this code has (RFC 9457, 3.2). */
  [member: string]: unknown;
}

/** The request that a problem occurred in. */
export interface Occurrence {
  readonly requestId: string;
  /** Scheme and host at which the client reached the server: `https://example.com`. */
  readonly origin: string;
}

/** The document that describes a problem to a client. */
export function documentOf(
  { code, message, errors, members }: Problem,
  { requestId, origin }: Occurrence,
): ProblemDocument {
  const [status, title] = PROBLEMS[code];
  return {
    // The server's own page explains the code.
    type: `${origin}/docs/problems#${code}`,
    title,
    status,
    detail: status === 500 ? `${message} Quote request id ${requestId} when you report it.` : message,
    instance: `/requests/${requestId}`,
    code,
    // Clients may read `errors` of every 400 without checking that it is present.
    ...members,
    ...(errors !== undefined || status === 400 ? { errors: errors ?? [] } : {}),
  };
}
