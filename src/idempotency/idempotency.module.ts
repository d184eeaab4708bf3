import { Global, Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { Replay } from './replay.js';

/** Requests that are named by a key and repeated, or made on a condition. Global, because the interceptor runs in the module of each route. */
@Global()
@Module({
  imports: [EventsModule],
  providers: [IdempotencyKeys, Replay],
  exports: [EventsModule, IdempotencyKeys, Replay],
})
export class IdempotencyModule {}
