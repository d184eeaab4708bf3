import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AdminAccount } from './auth/admin-account.js';
import { hashPassword } from './auth/password.js';
import type { Env } from './config/env.js';
import { DemoSeed } from './database/demo/demo-seed.js';
import { DEMO_LOGIN } from './database/demo/demo-shop.js';
import { InvalidationMetrics } from './events/invalidation.metrics.js';
import { adminLine, startupBanner } from './startup-banner.js';

/** Password of the demo shop's barber and clients. The admin never gets a well-known password. */
const DEMO_PASSWORD = 'demo-password';
const DEMO_LOGINS = [`Barber      ${DEMO_LOGIN.email}, password ${DEMO_PASSWORD}`];

/** Makes the first data, listens, and prints how to reach the server and how to log in. */
export async function serve(app: NestFastifyApplication, env: Env, seedsDemo: boolean): Promise<void> {
  await app.init();
  const admin = await app.get(AdminAccount, { strict: false }).ensure();
  // Before anything else can fail: it is stored only as a hash, and not made again at the next start.
  if (admin.made === 'now' && admin.password !== undefined) {
    process.stdout.write(`${adminLine(env, admin)}\n`);
  }
  if (seedsDemo) await app.get(DemoSeed, { strict: false }).run(await hashPassword(DEMO_PASSWORD));
  app.get(InvalidationMetrics, { strict: false }).begin();
  await app.listen(env.PORT, env.HOST);
  const banner = startupBanner(await app.getUrl(), env, admin, seedsDemo ? DEMO_LOGINS : []);
  // In production, log collectors expect one record per line.
  if (env.isProduction) banner.filter(Boolean).forEach((line) => new Logger('Server').log(line.trim()));
  else process.stdout.write(`${banner.join('\n')}\n`);
}
