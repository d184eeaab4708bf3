import createClient from 'openapi-fetch';
import { ApiError, type ApiProblem } from './api.error.js';
import type { paths } from './openapi.js';
import { texts } from '../texts/texts.js';

/** How long a request may take before the server counts as away. */
const TIMEOUT_MS = 15_000;
const READS = ['GET', 'HEAD'];

let csrfToken: string | undefined;

/** Writes need it from now on; `undefined` after a sign-out. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

/** The API, its requests and answers typed by the OpenAPI document. The cookie of the page signs its requests. */
export const client = createClient<paths>({
  baseUrl: '/',
  fetch: async (request) => fetch(request, { signal: AbortSignal.timeout(TIMEOUT_MS) }),
});

client.use({
  onRequest({ request }) {
    if (csrfToken !== undefined && !READS.includes(request.method))
      request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
});

export const SESSION_CHANGED = 'session-changed';

/**
 * Sent to the window when an answer shows that the page's session has ended, or is not the browser's any more: in another tab, another
 * began. In the latter case the request fails once what `waitUntil` was given is over: who tries again does it in the session that is shown.
 */
export class SessionChangedEvent extends Event {
  private readonly reads: Promise<unknown>[] = [];

  constructor() {
    super(SESSION_CHANGED);
  }

  waitUntil(read: Promise<unknown>): void {
    this.reads.push(read);
  }

  async isOver(): Promise<void> {
    await Promise.allSettled(this.reads);
  }
}

declare global {
  interface WindowEventMap {
    [SESSION_CHANGED]: SessionChangedEvent;
  }
}

async function announceChange(): Promise<void> {
  const event = new SessionChangedEvent();
  dispatchEvent(event);
  await event.isOver();
}

interface Reply<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** What a request answered. @throws ApiError for every answer that is no success, and for none */
export async function answerOf<Data>(request: Promise<Reply<Data>>): Promise<Data> {
  const reply = await request.catch(() => undefined);
  if (reply === undefined) throw new ApiError(0, texts.parts.noAnswer);
  if (reply.response.ok) return reply.data as Data;
  const problem = problemOf(reply.error);
  if (problem.code === 'unauthenticated' && csrfToken !== undefined) {
    setCsrfToken(undefined);
    void announceChange();
    throw new ApiError(reply.response.status, texts.parts.sessionEnded, problem);
  }
  if (problem.code === 'invalid-csrf-token') {
    await announceChange();
    throw new ApiError(reply.response.status, texts.parts.sessionChanged, problem);
  }
  throw new ApiError(
    reply.response.status,
    sentenceOf(problem) ?? texts.parts.answered(reply.response.status),
    problem,
  );
}

/** A proxy in between may answer with a page of its own. */
function problemOf(error: unknown): ApiProblem {
  return typeof error === 'object' && error !== null ? error : {};
}

function sentenceOf({ detail, errors }: ApiProblem): string | undefined {
  const fields = errors?.map(({ field, message }) => `${field}: ${message}`) ?? [];
  return fields.length > 0 ? fields.join('; ') : detail;
}
