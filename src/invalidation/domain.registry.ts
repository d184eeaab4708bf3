import { Injectable } from '@nestjs/common';
import { keyPrefixOf, type Region } from '../cache/entry/region.js';
import type { DomainEvent } from '../events/domain-events.js';
import { DomainConflict } from '../events/events.errors.js';
import { OutboxTranslation } from '../events/outbox.translation.js';
import type { Domain, Stale } from './domain.js';
import type { ShardLookup } from './shard-lookup.js';

/** Stale tags with the lookup that knows the places they are stored at. */
export interface StaleTags<Place = unknown> {
  readonly shards: ShardLookup<Place>;
  readonly stale: readonly Stale<Place>[];
}

/** All domains of the application. Modules add theirs with `InvalidationModule.forFeature`. */
@Injectable()
export class DomainRegistry {
  private readonly domains = new Set<Domain>();
  /** Which domain declares it, by what it is: `event product.changed`, `region product`. */
  private readonly owners = new Map<string, Domain>();

  constructor(private readonly translation: OutboxTranslation) {}

  /** @throws DomainConflict if another domain declares the same table, event, region or beginning of keys */
  register(domain: Domain): void {
    if (this.domains.has(domain)) return;
    this.domains.add(domain);
    for (const name of Object.keys(domain.forgets)) this.claim('event', name, domain);
    for (const region of domain.regions) {
      this.claim('region', region.name, domain);
      this.claim('key', keyPrefixOf(region), domain);
    }
    this.translation.register(domain.name, domain.tables);
  }

  /** Names of all events that make something stale. */
  get eventNames(): string[] {
    return [...this.domains].flatMap(({ forgets }) => Object.keys(forgets));
  }

  /** Whether a domain declares this region. */
  has({ name }: Pick<Region<never[]>, 'name'>): boolean {
    return this.owners.has(key('region', name));
  }

  /** What the event makes stale, by the declaration of its domain. */
  staleBy(event: DomainEvent): StaleTags {
    const domain = this.owners.get(key('event', event.name));
    if (domain === undefined) throw new Error(`No domain declares the event ${event.name}.`);
    const forgets = domain.forgets[event.name] as (payload: unknown) => readonly Stale<unknown>[];
    return { shards: domain.shards, stale: forgets(event.payload) };
  }

  private claim(kind: 'event' | 'region' | 'key', name: string, domain: Domain): void {
    const owner = this.owners.get(key(kind, name));
    if (owner !== undefined) throw new DomainConflict(kind, name, owner.name, domain.name);
    this.owners.set(key(kind, name), domain);
  }
}

const key = (kind: 'event' | 'region' | 'key', name: string) => `${kind} ${name}`;
