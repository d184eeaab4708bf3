import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Database } from '../../database/database.js';
import type { Interval } from '../wall-time/interval.js';
import type { BusyRead, KnownFull } from './shop-calendar.js';
import type { ShopSnapshot } from './shop-snapshot.js';
import type { SlotRules } from './slots.js';

/** About 200 bytes each. */
const MOST_BARBERS = 50_000;

/** What one search knows of its barbers by their ids, and learns. */
export interface SearchMemory {
  known(): ReadonlyMap<number, KnownFull>;
  /** Notes that no barber has a start before `until`. */
  learn(read: readonly BusyRead[], until: number): void;
}

/** For a search that depends on more than what is remembered. */
export const NO_SEARCH_MEMORY: SearchMemory = { known: () => new Map(), learn: () => undefined };

/**
 * Remembers up to where barbers were found to be full, so that the next search goes on from there. New appointments leave that true; what
 * gives time back changes the barber's version in the same transaction (table `freed_time`), and hours, time off and rules are part
 * of the key. What is remembered counts only in a statement that reads the version along with the busy ranges (ADR 0029).
 */
@Injectable()
export class SearchedDays {
  private readonly searched = new LRUCache<string, KnownFull & { readonly from: number }>({
    max: MOST_BARBERS,
  });

  constructor(private readonly database: Database) {}

  /**
   * For a search from `from` on. Remembers nothing inside a transaction, which may be rolled back, nor where slots are packed: there an
   * appointment can add starts.
   * @param loaded the range that `shop` was loaded for
   */
  memoryOf(shop: ShopSnapshot, rules: SlotRules, loaded: Interval, from: number): SearchMemory {
    if (this.database.inTransaction || rules.packsSlots === true) return NO_SEARCH_MEMORY;
    const keys = keysOf(shop, rules, loaded);
    return {
      known: () =>
        new Map(
          [...keys].flatMap(([id, key]) => {
            const known = this.searched.get(key);
            return known === undefined || known.from > from ? [] : [[id, known]];
          }),
        ),
      learn: (read, until) => {
        for (const barber of read) {
          const key = keys.get(barber.id);
          if (key !== undefined) this.learn(key, barber, { from, until });
        }
      },
    };
  }

  private learn(key: string, { version, from: readFrom }: BusyRead, { from, until }: Interval): void {
    const before = this.searched.get(key);
    const goesOn = before?.version === version && before.from <= from && from <= before.until;
    this.searched.set(key, { version, from: goesOn ? before.from : from, until: Math.max(until, readFrom) });
  }
}

/** By barber: everything but appointments that decides where a start may be. */
function keysOf(
  { location, barbers }: ShopSnapshot,
  rules: SlotRules,
  loaded: Interval,
): Map<number, string> {
  const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes, intervalMinutes } = rules;
  const { timezone, hours, closures } = location;
  const ofAll = [
    durationMinutes,
    bufferBeforeMinutes,
    bufferAfterMinutes,
    intervalMinutes,
    timezone,
    hours,
    closures,
  ];
  // Time off is cut to the range that was loaded, which begins at another instant each time.
  const off = ({ from, until }: Interval) => [
    from <= loaded.from ? null : from,
    until >= loaded.until ? null : until,
  ];
  return new Map(
    barbers.map(({ id, weekly, rota, overrides, timeOff }) => {
      const text = JSON.stringify([ofAll, weekly, rota, overrides, timeOff.map(off)]);
      return [id, `${id} ${hash('sha256', text, 'base64url')}`];
    }),
  );
}
