import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { AdvisoryOwnershipLock } from './advisory-ownership.lock.js';
import { CacheGeneration } from './cache-generation.js';
import { CacheProtocol } from './cache-protocol.js';
import { DomainEventPublisher } from './domain-event.publisher.js';
import { InvalidationMetrics } from './invalidation.metrics.js';
import { OthersPublication } from './others.publication.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './outbox.relay.js';
import { OutboxSuspension } from './outbox.suspension.js';
import { OutboxTranslation } from './outbox.translation.js';
import { PublishedChanges } from './published-changes.js';
import { StoreProof } from './store-proof.js';
import { UnitOfWork } from './unit-of-work.js';
import { UnitPublication } from './unit.publication.js';

/** Units of work, the outbox and its relay, and the domain events that both publish. */
@Module({
  imports: [EventEmitterModule.forRoot()],
  providers: [
    AdvisoryOwnershipLock,
    CacheGeneration,
    CacheProtocol,
    StoreProof,
    UnitOfWork,
    UnitPublication,
    OthersPublication,
    Outbox,
    OutboxRelay,
    OutboxSuspension,
    OutboxTranslation,
    PublishedChanges,
    DomainEventPublisher,
    InvalidationMetrics,
  ],
  exports: [UnitOfWork, CacheGeneration, OutboxTranslation, InvalidationMetrics, PublishedChanges],
})
export class EventsModule {}
