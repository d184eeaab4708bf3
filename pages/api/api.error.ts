import type { components } from './openapi.js';

export type ApiProblem = Partial<components['schemas']['Problem']>;

/** An answer that is no success, or none at all (`status` 0); its message is a sentence for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What the server said of it (RFC 9457); empty when it said nothing. */
    readonly problem: ApiProblem = {},
  ) {
    super(message);
  }

  /** The problem's code, for programs. */
  get code(): string | undefined {
    return this.problem.code;
  }
}

/** Whether a write was refused because what it changes is not as it was shown any more. */
export function isOutdated(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'version-mismatch';
}
