/** Every error code of the API with its HTTP status and title. `/docs/problems` and OpenAPI list them. */
export const PROBLEMS = {
  'invalid-request': [400, 'The request is malformed'],
  'invalid-credentials': [401, 'E-mail or password is wrong'],
  'invalid-refresh-token': [401, 'The refresh token is not valid'],
  unauthenticated: [401, 'A valid access token is required'],
  forbidden: [403, 'This requires another role'],
  'email-not-verified': [403, 'The e-mail address is not verified'],
  'invalid-csrf-token': [403, 'A valid CSRF token is required'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'The path does not support this method'],
  'request-timeout': [408, 'The request did not arrive in time'],
  'email-taken': [409, 'The e-mail address is already registered'],
  'warm-up-running': [409, 'A warm-up is already running'],
  'slot-taken': [409, 'The slot is taken'],
  'client-exists': [409, 'The shop knows this client already'],
  'client-busy': [409, 'The client has another appointment at that time'],
  'client-blocked': [409, 'The client may not book at this shop'],
  'too-many-bookings': [409, 'The client has too many open appointments'],
  'nobody-free': [409, 'No barber is free'],
  'already-cancelled': [409, 'The appointment is already cancelled'],
  conflict: [409, 'The change contradicts the current state'],
  'version-mismatch': [412, 'The resource has changed since it was read'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body must be application/json'],
  'expectation-failed': [417, 'The expectation cannot be met'],
  'idempotency-key-reused': [422, 'The idempotency key was used for a different request'],
  'outside-availability': [422, 'No barber works at that time'],
  'in-the-past': [422, 'The start is past'],
  'too-soon': [422, 'The start is within the minimum notice'],
  'beyond-horizon': [422, 'The start is beyond the booking horizon'],
  'range-too-wide': [422, 'The range is too wide'],
  'too-early': [422, 'The appointment has not begun yet'],
  'too-late-to-cancel': [422, 'The cancellation notice has passed'],
  'invalid-token': [422, 'The link is not valid'],
  'rate-limited': [429, 'Too many requests'],
  'headers-too-large': [431, 'The URL and the headers are too large'],
  'internal-error': [500, 'Unexpected error of the server'],
  'mail-not-configured': [503, 'This server sends no mail'],
  'database-unavailable': [503, 'The database does not answer'],
  'cache-unavailable': [503, 'The cache store does not answer'],
  overloaded: [503, 'The server is overloaded'],
  'shutting-down': [503, 'The server is shutting down'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface FieldError {
  field: string;
  message: string;
}

export interface ProblemExtras {
  errors?: readonly FieldError[];
  headers?: Record<string, string>;
  /** Further members of the document, such as the `id` of what is in the way. */
  members?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/** A domain error with a code; the problem filter turns it into `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  /** @param detail one sentence for the caller: what is wrong, and what to do. */
  constructor(
    readonly code: ProblemCode,
    detail: string,
    extras: ProblemExtras = {},
  ) {
    super(detail, { cause: extras.cause });
    this.errors = extras.errors;
    this.headers = extras.headers ?? {};
    this.members = extras.members ?? {};
  }

  get status(): number {
    return PROBLEMS[this.code][0];
  }
}

/** What {@link invalidRequest} may add; `detail` is by default the errors as one sentence. */
export interface InvalidRequestExtras {
  detail?: string;
  cause?: unknown;
}

/** The answer to a request with thousands of wrong fields must not be larger than the request. */
const MOST_ERRORS = 20;
const LONGEST_FIELD = 60;

/**
 * The problem `invalid-request` about some fields of a request; each message completes the sentence "field …". It names the
 * first 20 of them.
 */
export function invalidRequest(
  all: readonly FieldError[],
  { detail, cause }: InvalidRequestExtras = {},
): Problem {
  const errors = all
    .slice(0, MOST_ERRORS)
    .map(({ field, message }) => ({ field: shortened(field), message }));
  const more = all.length > errors.length ? `, and ${all.length - errors.length} more` : '';
  return new Problem('invalid-request', detail ?? `${sentenceOf(errors)}${more}.`, { errors, cause });
}

/** {@link invalidRequest} about one field. */
export function invalidField(field: string, message: string, extras?: InvalidRequestExtras): Problem {
  return invalidRequest([{ field, message }], extras);
}

function shortened(field: string): string {
  return field.length > LONGEST_FIELD ? `${field.slice(0, LONGEST_FIELD)}…` : field;
}

function sentenceOf(errors: readonly FieldError[]): string {
  return errors.map(({ field, message }) => `${field} ${message}`).join('; ');
}
