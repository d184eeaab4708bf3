import { rm } from 'node:fs/promises';

export default async function globalTeardown() {
  const { server, directory } = globalThis.testPostgres ?? {};
  if (server === undefined) return;
  globalThis.testPostgres = undefined;
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}
