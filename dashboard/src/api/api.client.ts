/** How long a read may take before the server counts as away. */
const READ_TIMEOUT_MS = 8_000;

/** An answer that is no success, or none at all (`status` 0); its message is a sentence for the operator. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Whether the server turned the token away: expired, or not an admin's. */
export function isTurnedAway(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}

/** Reads under `/api/v1`. @throws ApiError */
export async function read<Answer>(path: string, token: string): Promise<Answer> {
  return send<Answer>('GET', path, { token, signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
}

/**
 * Any other call under `/api/v1`; it may take as long as the work takes.
 *
 * @throws ApiError
 */
export async function send<Answer>(
  method: string,
  path: string,
  { token, body, signal }: { token?: string; body?: unknown; signal?: AbortSignal } = {},
): Promise<Answer> {
  const headers = new Headers();
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  const request: RequestInit = { method, headers, signal: signal ?? null };
  if (body !== undefined) request.body = JSON.stringify(body);
  const response = await fetch(`/api/v1/${path}`, request).catch(() => undefined);
  const answer = await response?.json().catch(() => undefined);
  if (response === undefined) throw new ApiError(0, 'The server does not answer.');
  if (!response.ok)
    throw new ApiError(response.status, sentence(answer) ?? `The server answered ${response.status}.`);
  return answer as Answer;
}

/** What a problem document (RFC 9457) says to people. */
function sentence(problem: { detail?: string; errors?: { field: string; message: string }[] } | undefined) {
  const fields = problem?.errors?.map(({ field, message }) => `${field}: ${message}`) ?? [];
  return fields.length > 0 ? fields.join('; ') : problem?.detail;
}
