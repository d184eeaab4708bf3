import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections, which could take one before its server does. */
const FIRST = 10_000;
const COUNT = 10_000;
/** From the port of a node of a cluster to that of its bus, which it opens as well. */
const BUS_OFFSET = 10_000;
/** Workers of Jest take turns, so that none takes the port of a server that another one is about to start again. */
const STEP = 8;
let last = randomInt(COUNT / STEP) * STEP + (Number(process.env['JEST_WORKER_ID'] ?? 0) % STEP);

/** A port that is free, as is the one 10,000 above it, and that this process has not been given lately. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < COUNT; tried += STEP) {
    last = (last + STEP) % COUNT;
    const port = FIRST + last;
    if ((await isFree(port)) && (await isFree(port + BUS_OFFSET))) return port;
  }
  throw new Error('No free port was found.');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (isListening) await once(server.close(), 'close');
  return isListening;
}
