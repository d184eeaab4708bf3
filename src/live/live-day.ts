import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { loginRequired } from '../auth/authentication.js';
import type { Caller } from '../auth/caller.js';
import { extentOf, rolesWith } from '../auth/rights.js';
import { DaySheetService } from '../booking/day/day-sheet.service.js';
import { SlotsService } from '../booking/slots/slots.service.js';
import { dateAt, shiftDate } from '../booking/wall-time/zone-day.js';
import { etagOf } from '../cache/entry/entry.codec.js';
import { Clock } from '../config/clock.js';
import { Database } from '../database/database.js';
import { SNAPSHOT_VERSION } from '../database/snapshot-version.sql.js';
import { Problem } from '../http/problem.js';
import { SECOND_MS } from '../time/durations.js';
import type { LiveDayQueryDto } from './live.dto.js';
import type { LiveSource } from './live.source.js';

const RIGHT = 'schedule.read';
/** Names and notes are in no cached list, so no FORGET reports that they have changed. */
const REREAD_MS = 3 * SECOND_MS;

/** The day of a location as a list to watch: each account of its staff sees its own. */
@Injectable()
export class LiveDay implements OnModuleInit {
  private sheets: DaySheetService | undefined;

  constructor(
    private readonly modules: ModuleRef,
    private readonly slots: SlotsService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.sheets = this.modules.get(DaySheetService, { strict: false });
  }

  /** @throws Problem `unauthenticated`, `forbidden`; reading it throws what {@link DaySheetService.get} throws */
  of({ locationId, date }: LiveDayQueryDto, caller: Caller | undefined): LiveSource {
    if (caller === undefined) throw loginRequired();
    if (extentOf(caller.role, RIGHT) === undefined)
      throw new Problem('forbidden', `Only ${rolesWith(RIGHT).join(' and ')} accounts may do this.`);
    return {
      key: JSON.stringify(['day', caller.id, locationId, date]),
      right: RIGHT,
      cost: async () => Promise.resolve(1),
      read: async () => {
        await this.noteWhatForgets(locationId, date);
        const version = await this.version();
        const sheet = await this.sheets?.get(caller, locationId, date);
        return { version, etag: etagOf(JSON.stringify(sheet)), validUntil: this.clock.now() + REREAD_MS };
      },
    };
  }

  /**
   * The day names persons and is not cached, so no token would exist whose FORGET is received. The slots of the same day are forgotten by
   * the same changes.
   */
  private async noteWhatForgets(locationId: number, date: string | undefined): Promise<void> {
    const lists = this.dates(date).map(async (each) => this.slots.list({ locationId, date: each }));
    // A shop without services has no slots, but a day: then it is only read again every few seconds.
    await Promise.allSettled(lists);
  }

  /** Without a date it is today at the location, which may be yesterday or tomorrow in UTC. */
  private dates(date: string | undefined): readonly string[] {
    if (date !== undefined) return [date];
    const today = dateAt('UTC', this.clock.now());
    return [-1, 0, 1].map((days) => shiftDate(today, days));
  }

  /** Before the day is read, which may show a later state. */
  private async version(): Promise<number> {
    const [row] = await this.database.query<{ version: number }>(`SELECT ${SNAPSHOT_VERSION} AS version`);
    return row?.version ?? 0;
  }
}
