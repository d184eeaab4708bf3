import { ApiError } from '../../api/api.error.js';

/** How long a read may take before the server counts as away. */
const READ_TIMEOUT_MS = 8_000;

interface Request {
  readonly token?: string;
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/**
 * Any call under `/api/v1`; it may take as long as the work takes.
 *
 * @returns only a success
 * @throws ApiError
 */
export async function call(
  method: string,
  path: string,
  { token, body, accept = 'application/json', signal }: Request = {},
): Promise<Response> {
  const headers = new Headers({ Accept: accept });
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  const request: RequestInit = { method, headers, signal: signal ?? null };
  if (body !== undefined) request.body = JSON.stringify(body);
  const response = await fetch(`/api/v1/${path}`, request).catch(() => undefined);
  if (response === undefined) throw new ApiError(0, 'The server does not answer.');
  if (response.ok) return response;
  const problem = await response.json().catch(() => undefined);
  throw new ApiError(response.status, sentence(problem) ?? `The server answered ${response.status}.`);
}

/** What a problem document (RFC 9457) says to people. */
function sentence(problem: { detail?: string; errors?: { field: string; message: string }[] } | undefined) {
  const fields = problem?.errors?.map(({ field, message }) => `${field}: ${message}`) ?? [];
  return fields.length > 0 ? fields.join('; ') : problem?.detail;
}

/** The API as the operator who signed in sees it. Every method throws {@link ApiError}. */
export class Api {
  /** @param turnedAway called when the server refuses the token: it has expired, or is not an admin's. */
  constructor(
    private readonly token: string,
    private readonly turnedAway: (reason: string) => void,
  ) {}

  async read<Answer>(path: string): Promise<Answer> {
    const response = await this.call('GET', path, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
    return this.bodyOf<Answer>(response.json());
  }

  async send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.call(method, path, { body });
    return this.bodyOf<Answer>(response.json());
  }

  /** An answer of another kind than JSON, to be read by the caller. */
  async ask(method: string, path: string, request: Omit<Request, 'token'>): Promise<Response> {
    return this.call(method, path, request);
  }

  private async call(method: string, path: string, request: Omit<Request, 'token'>): Promise<Response> {
    try {
      return await call(method, path, { ...request, token: this.token });
    } catch (error) {
      const { status, message } = error as ApiError;
      if (status === 401 || status === 403) this.turnedAway(message);
      throw error;
    }
  }

  private async bodyOf<Answer>(body: Promise<unknown>): Promise<Answer> {
    try {
      return (await body) as Answer;
    } catch {
      throw new ApiError(0, 'The server’s answer broke off.');
    }
  }
}
