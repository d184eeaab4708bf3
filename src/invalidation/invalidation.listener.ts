import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { CacheableExplorer } from '../cache/cacheable.explorer.js';
import type { DomainEvent } from '../events/domain-events.js';
import { ForgetNotAccepted } from '../events/events.errors.js';
import { DomainRegistry } from './domain.registry.js';
import { InvalidationService } from './invalidation.service.js';

interface Batch {
  readonly events: DomainEvent[];
  readonly forgotten: Promise<void>;
}

/** Forgets what domain events make stale. The events of one tick are one batch: one FORGET. */
@Injectable()
export class InvalidationListener implements OnApplicationBootstrap, OnModuleInit {
  private batch: Batch | undefined;

  constructor(
    private readonly emitter: EventEmitter2,
    private readonly domains: DomainRegistry,
    private readonly invalidation: InvalidationService,
    private readonly cacheable: CacheableExplorer,
  ) {}

  /** By now every module has registered its domains. */
  onModuleInit(): void {
    // The publisher waits for the returned promise (`emitAsync`).
    const listener = (event: DomainEvent): unknown => this.changed(event);
    for (const name of this.domains.eventNames) this.emitter.on(name, listener);
  }

  /** By now every cached method is known. @throws Error for one of a region that no event could forget */
  onApplicationBootstrap(): void {
    for (const { region } of this.cacheable.methods.values()) {
      if (!this.domains.has(region))
        throw new Error(
          `No domain declares the region "${region.name}": add it to the regions of the domain whose events forget it (defineDomain)`,
        );
    }
  }

  /** @throws ForgetNotAccepted */
  private async changed(event: DomainEvent): Promise<void> {
    this.batch ??= this.newBatch();
    this.batch.events.push(event);
    await this.batch.forgotten;
  }

  private newBatch(): Batch {
    const events: DomainEvent[] = [];
    return { events, forgotten: this.forget(events) };
  }

  private async forget(events: readonly DomainEvent[]): Promise<void> {
    // The publisher emits without awaiting: by the next microtask the batch is complete.
    await Promise.resolve();
    this.batch = undefined;
    const { accepted } = await this.invalidation.forget(
      ...events.map((event) => this.domains.staleBy(event)),
    );
    if (!accepted) throw new ForgetNotAccepted();
  }
}
