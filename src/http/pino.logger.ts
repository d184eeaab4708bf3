import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { LogSettings } from '../config/settings.js';
import { requestFields } from './request-id.js';

/** Contexts of Nest's own lines about its start, which matter only to debug that. */
const WIRING = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** So much waits for a standard output that takes nothing; further lines are lost. */
const MOST_WAITING_BYTES = 8 * 2 ** 20;

/**
 * Sends Nest's log to pino: JSON lines in production or into a pipe, readable in a terminal. A line that is written while a
 * request is handled has its `requestId`, and its `traceId` if the client sent one.
 */
export class PinoLogger implements LoggerService {
  private readonly pino: pino.Logger;

  /** @param destination instead of standard output */
  constructor(settings: LogSettings, destination?: pino.DestinationStream) {
    const readable = destination === undefined && !settings.isProduction && process.stdout.isTTY;
    const options: pino.LoggerOptions = {
      level: settings.LOG_LEVEL,
      base: null,
      mixin: requestFields,
      formatters: { level: (level) => ({ level }) },
      ...(readable ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } } : {}),
    };
    this.pino = readable ? pino(options) : pino(options, destination ?? standardOutput());
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(WIRING.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the logger's context as the last argument, and for errors a stack before it. */
  private write(level: pino.Level, message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? (rest.pop() as string) : undefined;
    const detail = rest[0];
    const fields = {
      ...(context === undefined ? {} : { context }),
      ...(message instanceof Error ? { err: message } : {}),
      ...(detail instanceof Error ? { err: detail } : {}),
      ...(typeof detail === 'string' ? { stack: detail } : {}),
      ...(detail !== null && typeof detail === 'object' && !(detail instanceof Error) ? detail : {}),
    };
    this.pino[level](fields, message instanceof Error ? message.message : String(message));
  }
}

/** A log that cannot be written, as on a full disk, does not end the server. What waits for it is written when it can be again. */
function standardOutput(): pino.DestinationStream {
  const output = pino.destination({ dest: 1, minLength: 0, maxLength: MOST_WAITING_BYTES, sync: false });
  const flushSync = output.flushSync.bind(output);
  // At its end, the process would try for ever to write what waits.
  output.on('error', () => (output.flushSync = () => undefined));
  output.on('write', () => (output.flushSync = flushSync));
  return output;
}
