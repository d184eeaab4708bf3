import { createApp } from '../../src/app.js';
import { parseEnv } from '../../src/config/env.js';

export interface Route {
  readonly method: string;
  /** The path pattern of the router: `/api/v1/barbers/:id`. */
  readonly path: string;
}

/** Every route of the application, except version 2, HEAD, the API's pages and static files. */
export async function listRoutes(databaseUrl: string): Promise<Route[]> {
  const app = await createApp(
    parseEnv({
      NODE_ENV: 'test',
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'fatal',
      CACHE_WARM_UP_CRON: '',
    }),
  );
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
    ({ method, path }) =>
      method !== 'HEAD' && !/^\/(api\/v2\/|docs|openapi|(account|admin|book|desk)\b|$)|\*/.test(path),
  );
}
