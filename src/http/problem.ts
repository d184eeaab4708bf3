/** Every error a client can meet: its HTTP status and its title. The README and OpenAPI list these codes. */
export const PROBLEMS = {
  'invalid-request': [400, 'The request is malformed'],
  'invalid-credentials': [401, 'E-mail or password is wrong'],
  unauthenticated: [401, 'A valid access token is required'],
  forbidden: [403, 'This needs another role'],
  'not-found': [404, 'No such thing'],
  'method-not-allowed': [405, 'The method does not exist here'],
  'email-taken': [409, 'The e-mail address is registered already'],
  'warm-up-running': [409, 'A warm-up runs already'],
  'slot-taken': [409, 'The slot is taken'],
  'already-cancelled': [409, 'The appointment is cancelled already'],
  conflict: [409, 'The change contradicts what is there'],
  'version-mismatch': [412, 'The resource has changed since it was read'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body must be application/json'],
  'idempotency-key-reused': [422, 'The idempotency key belongs to another request'],
  'outside-availability': [422, 'Nobody works at that time'],
  'too-soon': [422, 'The start is within the minimum notice'],
  'beyond-horizon': [422, 'The start is beyond the booking horizon'],
  'too-late-to-cancel': [422, 'The cancellation notice has passed'],
  'rate-limited': [429, 'Too many requests'],
  'internal-error': [500, 'Something went wrong on our side'],
  'database-unavailable': [503, 'The database does not answer'],
  overloaded: [503, 'Too much to do at the moment'],
  'shutting-down': [503, 'The server is shutting down'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface FieldError {
  field: string;
  message: string;
}

export interface ProblemExtras {
  errors?: FieldError[];
  headers?: Record<string, string>;
  cause?: unknown;
}

/** A domain error with a code; the problem filter turns it into `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail one sentence for the person who called: what is wrong and what to do. */
  constructor(
    readonly code: ProblemCode,
    detail: string,
    extras: ProblemExtras = {},
  ) {
    super(detail, { cause: extras.cause });
    this.errors = extras.errors;
    this.headers = extras.headers ?? {};
  }

  get status(): number {
    return PROBLEMS[this.code][0];
  }
}
