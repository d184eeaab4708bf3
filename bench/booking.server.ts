/**
 * Runs the built server and records how long its statements and Redis commands take; on exit it writes the times to the
 * file that BENCH_TRACE names.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Traced } from './booking.parts.js';

const trace: Traced[] = [];

function noted(what: string): () => void {
  const from = Number(process.hrtime.bigint()) / 1e6;
  return () => void trace.push({ what, from, until: Number(process.hrtime.bigint()) / 1e6 });
}

const query: (...args: any[]) => unknown = Reflect.get(pg.Client.prototype, 'query');
pg.Client.prototype.query = function (this: pg.Client, ...args: any[]): any {
  const noteEnd = noted(typeof args[0] === 'string' ? args[0] : String(args[0]?.text));
  const callback: unknown = args.at(-1);
  if (typeof callback === 'function') {
    args[args.length - 1] = (...results: unknown[]): void => {
      noteEnd();
      callback(...results);
    };
    return query.apply(this, args);
  }
  const result = query.apply(this, args);
  if (result instanceof Promise) result.then(noteEnd, noteEnd);
  return result;
};

const sendCommand: Redis['sendCommand'] = Reflect.get(Redis.prototype, 'sendCommand');
Redis.prototype.sendCommand = function (this: Redis, command, stream): unknown {
  const noteEnd = noted(`redis ${command.name}`);
  command.promise.then(noteEnd, noteEnd);
  return sendCommand.call(this, command, stream);
};

process.on('exit', () => {
  writeFileSync(process.env['BENCH_TRACE'] ?? '', JSON.stringify(trace));
});
await import(pathToFileURL(join(process.cwd(), 'dist', 'main.js')).href);
