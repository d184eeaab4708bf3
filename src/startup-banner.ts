import type { AdminState } from './auth/admin-account.js';
import type { Env } from './config/env.js';

/**
 * The lines that the terminal shows once the server listens: where it is, and how to log in.
 * @param logins of the demo shop, a line each
 */
export function startupBanner(url: string, env: Env, admin: AdminState, logins: readonly string[]): string[] {
  return [
    '',
    `BookedBarber listens at ${url}`,
    `  API         ${url}/api/v1`,
    `  API pages   ${url}/docs`,
    `  Dashboard   ${url}/admin`,
    `  Admin       ${env.ADMIN_EMAIL}, ${passwordOf(admin)}`,
    ...logins.map((login) => `  ${login}`),
    '',
  ];
}

function passwordOf(admin: AdminState): string {
  switch (admin.made) {
    case 'before':
      return 'password as at the first start';
    case 'never':
      return 'not made: set ADMIN_PASSWORD and start again';
    case 'now':
      return admin.password === undefined ? 'password as in ADMIN_PASSWORD' : `password ${admin.password}`;
  }
}
