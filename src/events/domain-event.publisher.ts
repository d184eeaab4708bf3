import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { DomainEvent } from './domain-events.js';
import { NoListener } from './events.errors.js';
import { InvalidationMetrics } from './invalidation.metrics.js';

/** Emits domain events; the only class that does. */
@Injectable()
export class DomainEventPublisher {
  constructor(
    private readonly emitter: EventEmitter2,
    private readonly metrics: InvalidationMetrics,
  ) {}

  /**
   * Resolves when every listener has finished; rejects with the first error of any of them. All events are emitted in one
   * tick, so that a listener can handle them as a batch.
   * @throws NoListener if an event has no listener at all
   */
  async publish(events: readonly DomainEvent[]): Promise<void> {
    await Promise.all(events.map((event) => this.emit(event)));
    this.metrics.events += events.length;
  }

  private async emit(event: DomainEvent): Promise<void> {
    if (this.emitter.listenerCount(event.name) === 0) throw new NoListener(event.name);
    await this.emitter.emitAsync(event.name, event);
  }
}
