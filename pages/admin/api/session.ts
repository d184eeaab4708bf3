import { call } from './api.client.js';
import type { Login } from './shapes.js';

const KEY = 'bookedbarber.token';

/** The token of this browser tab; it is gone when the tab is closed. */
export function storedToken(): string | null {
  return sessionStorage.getItem(KEY);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}

/**
 * Keeps the token for this tab.
 *
 * @returns `null` for an account that is not an admin's: its token is dropped
 * @throws ApiError
 */
export async function signIn(email: string, password: string): Promise<string | null> {
  const response = await call('POST', 'auth/login', { body: { email, password } });
  const { accessToken, user } = (await response.json()) as Login;
  if (user.role !== 'admin') return null;
  sessionStorage.setItem(KEY, accessToken);
  return accessToken;
}
