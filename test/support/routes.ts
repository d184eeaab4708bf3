import { createApp } from '../../src/app.js';

export interface Route {
  readonly method: string;
  /** As routers write it: `/api/v1/barbers/:id`. */
  readonly path: string;
}

/** Every route of the application but those of version 2, of HEAD, and of the API's own pages and static files. */
export async function listRoutes(databaseUrl: string): Promise<Route[]> {
  const app = await createApp({
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'fatal',
    CACHE_WARM_UP_CRON: '',
  });
  const routes: Route[] = [];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) routes.push({ method: each, path: url });
    });
  await app.init();
  await app.close();
  return routes.filter(
    ({ method, path }) => method !== 'HEAD' && !/^\/(api\/v2\/|docs|openapi|admin)|\*/.test(path),
  );
}
