import { type DynamicModule, Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BookingModule } from './booking/booking.module.js';
import { CacheModule } from './cache/cache.module.js';
import { cacheOptionsOf } from './cache-settings.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.js';
import { DatabaseModule } from './database/database.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { InvalidationModule } from './invalidation/invalidation.module.js';
import { LiveModule } from './live/live.module.js';

/** The root module: the only place that imports all others. */
@Module({})
export class AppModule {
  static forRoot(env: Env): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(env),
        DatabaseModule,
        CacheModule.forRoot(cacheOptionsOf(env)),
        EventsModule,
        AuthModule,
        // After AuthModule: guards run in import order, and authentication must reject a request before validation does.
        HttpModule,
        IdempotencyModule,
        BookingModule,
        LiveModule,
        InvalidationModule,
        HealthModule,
        AdminModule,
      ],
    };
  }
}
