import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import { parseEnv } from './config/env.js';
import { ApiAdapter } from './http/api.adapter.js';
import { configureRoutes } from './http/configure-http.js';
import { apiDocument } from './http/openapi/api-document.js';

/** The OpenAPI document without a database or a server: Nest's preview mode creates no providers. For `scripts/openapi.js`. */
export async function describeApi(): Promise<OpenAPIObject> {
  const module = AppModule.forRoot(parseEnv({ DATABASE_URL: 'postgres://localhost/none' }));
  const app = await NestFactory.create<NestFastifyApplication>(module, new ApiAdapter(), {
    preview: true,
    logger: false,
    bodyParser: false,
  });
  configureRoutes(app);
  return apiDocument(app);
}
