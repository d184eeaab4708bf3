import type { BenchServer } from './http.server.js';
import type { Asker } from './scale.questions.js';

/** Passwords of the first administrator, and of the accounts that are made for the other roles. */
export const ACCOUNT_PASSWORD = 'correct horse battery staple';
export const ADMIN_EMAIL = 'scale-admin@example.com';

/** Logs in one account of each role, and creates those that are missing: the barber is barber 1, the manager is of location 1. */
export async function accountsOf(server: BenchServer): Promise<Readonly<Record<Asker, string>>> {
  const admin = await logIn(server, ADMIN_EMAIL);
  const made = async (role: Exclude<Asker, 'admin'>, locationIds: readonly number[]) => {
    const email = `scale-${role}@example.com`;
    const account = { email, name: 'Scale', role, password: ACCOUNT_PASSWORD, locationIds };
    const { status, body } = await send(server, 'POST', 'users', account, admin);
    if (status !== 201 && status !== 409)
      throw new Error(`POST users answered ${status}: ${JSON.stringify(body)}`);
    if (role === 'barber' && status === 201)
      await send(server, 'PATCH', 'barbers/1', { userId: body['id'] }, admin);
    return logIn(server, email);
  };
  return {
    admin,
    manager: await made('manager', [1]),
    barber: await made('barber', []),
    client: await made('client', []),
  };
}

async function logIn(server: BenchServer, email: string): Promise<string> {
  const { status, body } = await send(server, 'POST', 'auth/login', { email, password: ACCOUNT_PASSWORD });
  if (status !== 200) throw new Error(`Logging ${email} in answered ${status}.`);
  return String(body['accessToken']);
}

async function send(server: BenchServer, method: string, path: string, body: object, token?: string) {
  const response = await fetch(`${server.origin}/api/v1/${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
