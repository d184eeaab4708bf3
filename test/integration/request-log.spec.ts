import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import Fastify from 'fastify';
import { parseEnv } from '../../src/config/env.js';
import { PinoLogger } from '../../src/http/pino.logger.js';
import { addRequestScope, requestIdOf } from '../../src/http/request-id.js';

describe('log lines of a request', () => {
  it('name the request, also after its body was read and side by side', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = new PinoLogger(parseEnv({}), {
      write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    const server = Fastify({ genReqId: requestIdOf, forceCloseConnections: true });
    addRequestScope(server);
    server.post('/', async () => {
      await setImmediate();
      log.log('deep inside', 'Somewhere');
      return {};
    });
    const origin = await server.listen({ host: '127.0.0.1', port: 0 });
    const send = (id: string) =>
      fetch(origin, {
        method: 'POST',
        body: '{"x":1}',
        headers: { 'content-type': 'application/json', 'x-request-id': id },
      });
    await Promise.all(['a', 'b'].map(send));
    await server.close();
    expect(new Set(lines.map(({ requestId }) => requestId))).toEqual(new Set(['a', 'b']));
  });

  it('name the request before its handler as well: in hooks, while its body is read, and where both are refused', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = new PinoLogger(parseEnv({}), {
      write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    const server = Fastify({ genReqId: requestIdOf, forceCloseConnections: true });
    addRequestScope(server);
    server.addHook('onRequest', async ({ headers }) => {
      log.log('hook');
      if (headers['x-refused'] === 'yes') throw new Error('refused');
    });
    server.post('/', async () => ({}));
    const origin = await server.listen({ host: '127.0.0.1', port: 0 });
    const send = (headers: Record<string, string>) =>
      fetch(origin, {
        method: 'POST',
        body: '{',
        headers: { 'content-type': 'application/json', ...headers },
      });
    await send({ 'x-request-id': 'malformed' });
    await send({ 'x-request-id': 'refused', 'x-refused': 'yes' });
    await server.close();
    expect(lines.map(({ requestId }) => requestId)).toEqual(['malformed', 'refused']);
  });
});

it('a log on a full disk throws nothing, and keeps no process from its end', async () => {
  const disk = await open('/dev/full', 'w');
  const program = `import { PinoLogger } from './dist/http/pino.logger.js';
    const log = new PinoLogger({ LOG_LEVEL: 'info', isProduction: true });
    log.log('lost');
    setTimeout(() => log.log('lost as well'), 50);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', disk.fd, 'inherit'],
    timeout: 20_000,
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
  await disk.close();
});
