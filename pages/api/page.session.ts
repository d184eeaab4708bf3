import { ApiError } from './api.error.js';
import { answerOf, client, setCsrfToken } from './client.js';
import type { components } from './openapi.js';

export type Account = components['schemas']['UserDto'];

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
