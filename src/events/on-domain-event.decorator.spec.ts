import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { Test } from '@nestjs/testing';
import { DomainEventPublisher } from './domain-event.publisher.js';
import type { DomainEvent } from './domain-events.js';
import { NoListener } from './events.errors.js';
import { InvalidationMetrics } from './invalidation.metrics.js';
import { OnDomainEvent } from './on-domain-event.decorator.js';

const HOURS: DomainEvent = { name: 'business-hours.changed', payload: { locationId: 3 } };
const USER: DomainEvent = { name: 'user.timezone.changed', payload: { userId: 1 } };

@Injectable()
class Listener {
  readonly received: DomainEvent[] = [];
  fails = false;

  @OnDomainEvent('business-hours.changed', 'service.changed')
  async changed(event: DomainEvent<'business-hours.changed' | 'service.changed'>): Promise<void> {
    await Promise.resolve();
    if (this.fails) throw new Error('the listener failed');
    this.received.push(event);
  }
}

async function start() {
  const module = await Test.createTestingModule({
    imports: [EventEmitterModule.forRoot()],
    providers: [DomainEventPublisher, InvalidationMetrics, Listener],
  }).compile();
  await module.init();
  return { module, publisher: module.get(DomainEventPublisher), listener: module.get(Listener) };
}

describe('domain events', () => {
  it('are received before publish resolves', async () => {
    const { module, publisher, listener } = await start();
    await publisher.publish([HOURS, { name: 'service.changed', payload: { serviceId: 2 } }]);
    expect(listener.received.map(({ name }) => name)).toEqual(['business-hours.changed', 'service.changed']);
    expect(module.get(InvalidationMetrics).events).toBe(2);
    await module.close();
  });

  it("bring a listener's error to the publisher", async () => {
    const { module, publisher, listener } = await start();
    listener.fails = true;
    await expect(publisher.publish([HOURS])).rejects.toThrow('the listener failed');
    await module.close();
  });

  it('without a listener are not published', async () => {
    const { module, publisher } = await start();
    await expect(publisher.publish([USER])).rejects.toThrow(NoListener);
    await module.close();
  });

  it('do not compile with a wrong name or payload', () => {
    class Wrong {
      // @ts-expect-error there is no such event
      @OnDomainEvent('business-hours.chnaged')
      async misspelt(): Promise<void> {}

      // @ts-expect-error the event carries something else
      @OnDomainEvent('business-hours.changed')
      async mistaken({ payload }: DomainEvent<'service.changed'>): Promise<void> {
        expect(payload).toBeDefined();
      }
    }
    // @ts-expect-error the payload lacks its location
    const empty: DomainEvent = { name: 'business-hours.changed', payload: {} };
    expect([Wrong, empty]).toHaveLength(2);
  });
});
