import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Env } from './config/env.js';
import { ApiAdapter } from './http/api.adapter.js';
import { configureHttp } from './http/configure-http.js';
import { fastifyOptions } from './http/fastify-options.js';
import { PinoLogger } from './http/pino.logger.js';

/**
 * Creates the application, for the server and for tests alike. It does not listen yet.
 *
 * @param env settings with the DATABASE_URL of a migrated database
 */
export async function createApp(env: Env): Promise<NestFastifyApplication> {
  const adapter = new ApiAdapter(fastifyOptions(env));
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(env), adapter, {
    logger: new PinoLogger(env),
    abortOnError: false,
    // Fastify's parser reads JSON; that of Nest would accept forms as well.
    bodyParser: false,
  });
  await configureHttp(app);
  return app;
}
