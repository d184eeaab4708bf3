import { ConsoleLogger, type Provider, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { accountsDomain } from '../../src/auth/account/accounts.domain.js';
import { appointmentsDomain } from '../../src/booking/appointments/appointments.domain.js';
import { barbersDomain } from '../../src/booking/barbers/barbers.domain.js';
import { closuresDomain } from '../../src/booking/closures/closures.domain.js';
import { settingsDomain } from '../../src/booking/settings/settings.domain.js';
import { shopDomain } from '../../src/booking/shop/shop.domain.js';
import { slotsDomain } from '../../src/booking/slots/slots.domain.js';
import { Cache } from '../../src/cache/cache.js';
import { CacheModule } from '../../src/cache/cache.module.js';
import { cacheOptionsOf } from '../../src/cache-settings.js';
import { Env, parseEnv } from '../../src/config/env.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { Database } from '../../src/database/database.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import { EventsModule } from '../../src/events/events.module.js';
import { InvalidationMetrics } from '../../src/events/invalidation.metrics.js';
import { UnitOfWork } from '../../src/events/unit-of-work.js';
import { InvalidationModule } from '../../src/invalidation/invalidation.module.js';
import type { TestDatabase } from './database.js';

/** What the modules of booking declare. */
export const BOOKING_DOMAINS = [
  appointmentsDomain,
  barbersDomain,
  settingsDomain,
  closuresDomain,
  shopDomain,
  slotsDomain,
  accountsDomain,
];

/** The parts of an application process that a change passes through: everything except HTTP and the booking services. */
export interface TestEvents {
  readonly unit: UnitOfWork;
  readonly database: Database;
  readonly cache: Cache;
  readonly metrics: InvalidationMetrics;
  get<Wanted>(token: Type<Wanted>): Wanted;
  close(): Promise<void>;
}

/** Starts one on the given database; without a REDIS_URL it uses the memory store. */
export async function openEvents(
  { url }: TestDatabase,
  env: Record<string, string> = {},
  providers: Provider[] = [],
): Promise<TestEvents> {
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(parseEnv({ NODE_ENV: 'test', DATABASE_URL: url, ...env })),
      DatabaseModule,
      CacheModule.forRootAsync({ inject: [Env], useFactory: cacheOptionsOf }),
      EventsModule,
      ...BOOKING_DOMAINS.map((domain) => InvalidationModule.forFeature(domain)),
    ],
    providers,
  })
    .setLogger(new ConsoleLogger({ logLevels: ['fatal'] }))
    .compile();
  await module.init();
  const get = <Wanted>(token: Type<Wanted>) => module.get(token, { strict: false });
  return {
    unit: get(UnitOfWork),
    database: get(Database),
    cache: get(Cache),
    metrics: get(InvalidationMetrics),
    get,
    close: () => module.close(),
  };
}
