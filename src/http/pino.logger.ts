import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { Env } from '../config/env.js';

/** Nest's account of how it wires itself is for whoever debugs that. */
const WIRING = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Nest's log through pino: JSON lines in production or into a pipe, readable in a terminal. */
export class PinoLogger implements LoggerService {
  private readonly pino: pino.Logger;

  constructor(env: Env) {
    const readable = !env.isProduction && process.stdout.isTTY;
    this.pino = pino({
      level: env.LOG_LEVEL,
      base: null,
      ...(readable ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } } : {}),
    });
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

  /** Nest appends the logger's context as the last argument, and a stack before it for errors. */
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
