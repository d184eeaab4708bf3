import 'reflect-metadata';
import KeyvRedis from '@keyv/redis';
import { CacheInterceptor, CacheModule } from '@nestjs/cache-manager';
import { Controller, Get, Header, Inject, Module, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Keyv } from 'keyv';
import { MINUTE_MS } from '../src/time/durations.js';

const LOAD_MS = 100;
const TTL_MS = 5 * MINUTE_MS;
const BODY = Symbol('body');

/** A day's slots behind `@nestjs/cache-manager`'s interceptor with Keyv on Redis, and nothing else. */
@Controller()
class PeerController {
  private loads = 0;

  constructor(@Inject(BODY) private readonly body: object) {}

  @Get('slots')
  @UseInterceptors(CacheInterceptor)
  async slots(): Promise<object> {
    this.loads++;
    await new Promise((resolve) => setTimeout(resolve, LOAD_MS));
    return this.body;
  }

  @Get('health/live')
  live(): object {
    return { status: 'alive' };
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain')
  metrics(): string {
    const { user, system } = process.cpuUsage();
    return `process_cpu_seconds_total ${(user + system) / 1e6}\nloads ${this.loads}\n`;
  }
}

const [redisUrl = '', body = '{}'] = process.argv.slice(2);

class Peer {}
Module({
  imports: [
    CacheModule.registerAsync({
      useFactory: () => ({ stores: [new Keyv({ store: new KeyvRedis(redisUrl) })], ttl: TTL_MS }),
    }),
  ],
  controllers: [PeerController],
  providers: [{ provide: BODY, useValue: JSON.parse(body) as object }],
})(Peer);

const app = await NestFactory.create<NestFastifyApplication>(Peer, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.stdout.write(`listens at ${await app.getUrl()}\n`);
