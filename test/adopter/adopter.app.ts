import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module.js';
import { type Env, parseEnv } from '../../src/config/env.js';
import { migrate } from '../../src/database/migrate.js';
import { ApiAdapter } from '../../src/http/api.adapter.js';
import { configureHttp } from '../../src/http/configure-http.js';
import { fastifyOptions } from '../../src/http/fastify-options.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { closedAtLast } from '../support/leftovers.js';
import { ProductsModule } from './products/products.module.js';

/** The application with the module of an adopter: what one more line in `app.module.ts` would make it. */
@Module({})
class AdopterModule {
  static forRoot(env: Env, more: DynamicModule[]): DynamicModule {
    return {
      module: AdopterModule,
      imports: [AppModule.forRoot(env), ProductsModule, ...more],
    };
  }
}

interface AdopterApp {
  readonly app: NestFastifyApplication;
  readonly origin: string;
  readonly database: TestDatabase;
  readonly close: () => Promise<void>;
}

/** Starts it on a database of its own, listening on a free port. */
export async function startAdopter(
  given: Record<string, string>,
  more: DynamicModule[] = [],
): Promise<AdopterApp> {
  const database = await createTestDatabase();
  await migrate(database.url, [new URL('products/migrations/', import.meta.url)]);
  const env = parseEnv({
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    RATE_LIMIT_PER_MINUTE: '0',
    CACHE_WARM_UP_CRON: '',
    ...given,
  });
  const adapter = new ApiAdapter(fastifyOptions(env));
  const app = await NestFactory.create<NestFastifyApplication>(AdopterModule.forRoot(env, more), adapter, {
    logger: false,
    abortOnError: false,
    bodyParser: false,
  }).catch(async (error: unknown) => {
    await database.drop();
    throw error;
  });
  const close = closedAtLast(async () => {
    await app.close();
    await database.drop();
  });
  try {
    await configureHttp(app);
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await close();
    throw error;
  }
  return { app, origin: await app.getUrl(), database, close };
}
