import { ApiError } from './api.error.js';
import { answerOf, client, setCsrfToken } from './client.js';
import type { components } from './openapi.js';

export type Account = components['schemas']['UserDto'];

const RETRY_MS = 5_000;

/** Who is signed in by the page's cookie; `null`: no account. @throws ApiError when the server does not say */
export async function restoreSession(): Promise<Account | null> {
  try {
    const { csrfToken, user } = await answerOf(client.GET('/api/v1/auth/session'));
    setCsrfToken(csrfToken);
    return user;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/**
 * Calls `found` with who is signed in; `failed` when the server does not say, which may be restarting: it is then asked again.
 *
 * @returns a function that ends it
 */
export function findSession(
  found: (account: Account | null) => void,
  failed: (error: Error) => void,
): () => void {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout>;
  const read = async () => {
    try {
      const account = await restoreSession();
      if (!isOver) found(account);
    } catch (error) {
      if (isOver) return;
      failed(error as Error);
      timer = setTimeout(() => void read(), RETRY_MS);
    }
  };
  void read();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** @throws ApiError */
export async function signInPage(email: string, password: string): Promise<Account> {
  const { csrfToken, user } = await answerOf(
    client.POST('/api/v1/auth/session', { body: { email, password } }),
  );
  setCsrfToken(csrfToken);
  return user;
}

/** The page is signed out even if the server does not answer: its token is dropped. */
export async function signOutPage(): Promise<void> {
  try {
    // Another tab may have begun another session, which is the one that ends.
    await restoreSession();
    await answerOf(client.DELETE('/api/v1/auth/session'));
  } catch {
    // Without an answer, too.
  }
  setCsrfToken(undefined);
}
