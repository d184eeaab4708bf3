import type { AdminState } from './auth/admin-account.js';
import type { AuthSettings } from './config/settings.js';

/**
 * The lines to print once the server listens: its addresses, and how to log in.
 * @param logins logins of the demo shop, one per line
 */
export function startupBanner(
  url: string,
  settings: AuthSettings,
  admin: AdminState,
  logins: readonly string[],
): string[] {
  return [
    '',
    `BookedBarber listens at ${url}`,
    `  API         ${url}/api/v1`,
    `  API pages   ${url}/docs`,
    `  Booking     ${url}/book`,
    `  Desk        ${url}/desk`,
    `  Dashboard   ${url}/admin`,
    adminLine(settings, admin),
    ...logins.map((login) => `  ${login}`),
    '',
  ];
}

/** How to log in as the admin. */
export function adminLine({ ADMIN_EMAIL }: AuthSettings, admin: AdminState): string {
  return `  Admin       ${ADMIN_EMAIL}, ${passwordOf(admin)}`;
}

function passwordOf(admin: AdminState): string {
  switch (admin.made) {
    case 'before':
      return 'with the password set at the first start';
    case 'elsewhere':
      return 'which is not the address of an admin: log in with the one that was given, or see npm run admin';
    case 'never':
      return 'not created: set ADMIN_PASSWORD and restart';
    case 'now':
      return admin.password === undefined ? 'password from ADMIN_PASSWORD' : `password ${admin.password}`;
  }
}
