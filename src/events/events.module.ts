import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { AdvisoryOwnershipLock } from './advisory-ownership.lock.js';
import { DomainEventPublisher } from './domain-event.publisher.js';
import { InvalidationMetrics } from './invalidation.metrics.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './outbox.relay.js';
import { OutboxSuspension } from './outbox.suspension.js';
import { UnitOfWork } from './unit-of-work.js';
import { UnitPublication } from './unit.publication.js';

/** The way of a change: unit of work, outbox, relay, and the domain events that both of them publish. */
@Module({
  imports: [EventEmitterModule.forRoot()],
  providers: [
    AdvisoryOwnershipLock,
    UnitOfWork,
    UnitPublication,
    Outbox,
    OutboxRelay,
    OutboxSuspension,
    DomainEventPublisher,
    InvalidationMetrics,
  ],
  exports: [UnitOfWork, InvalidationMetrics],
})
export class EventsModule {}
