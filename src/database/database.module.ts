import { Global, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SECOND_MS } from '../time/durations.js';
import { DatabaseSettings } from '../config/settings.js';
import { dataSourceOptions } from './data-source.options.js';
import { Database } from './database.js';
import { DatabaseProbe } from './database.probe.js';
import { DirectSession } from './direct.session.js';
import { DemoSeed } from './demo/demo-seed.js';
import { ReservedDatabase } from './reserved.database.js';

const STATEMENT_TIMEOUT_MS = 10 * SECOND_MS;

/** Provides {@link Database} everywhere. It connects to DATABASE_URL, whose schema has been migrated before. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [DatabaseSettings],
      useFactory: (settings: DatabaseSettings) => {
        const logger = new Logger('Database');
        return {
          ...dataSourceOptions({
            url: settings.DATABASE_URL ?? '',
            poolSize: settings.DATABASE_POOL_SIZE,
            statementTimeoutMs: STATEMENT_TIMEOUT_MS,
            onPoolError: (error) =>
              logger.debug(`An idle database connection was lost and will be replaced: ${String(error)}`),
          }),
          autoLoadEntities: true,
          retryAttempts: 0,
        };
      },
    }),
  ],
  providers: [Database, DatabaseProbe, DirectSession, ReservedDatabase, DemoSeed],
  exports: [Database, DatabaseProbe, DirectSession, ReservedDatabase, DemoSeed],
})
export class DatabaseModule {}
