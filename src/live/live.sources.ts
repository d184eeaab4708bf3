import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Caller } from '../auth/caller.js';
import { SlotsController } from '../booking/slots/slots.controller.js';
import { Clock } from '../config/clock.js';
import { CachedReply } from '../http/answers/cached-reply.js';
import { invalidField } from '../http/problem.js';
import { queryDto } from '../http/validation/dto.pipe.js';
import { LiveDay } from './live-day.js';
import { LiveDayQueryDto, LiveQueryDto } from './live.dto.js';
import type { LiveSource } from './live.source.js';
import { MINUTE_MS } from '../time/durations.js';

const QUARTER_MS = 15 * MINUTE_MS;

/** What a handler takes of a request. */
interface ReadRequest {
  readonly query: object;
  readonly caller?: Caller;
}

/** Turns a request into the list that it watches: what the read's own handler answers, with its `ETag`. */
@Injectable()
export class LiveSources implements OnModuleInit {
  private slots: SlotsController | undefined;

  constructor(
    private readonly modules: ModuleRef,
    private readonly day: LiveDay,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.slots = this.modules.get(SlotsController, { strict: false });
  }

  /**
   * @param sent the query: the kind, and what the read takes
   * @throws Problem `invalid-request`; for a day also `unauthenticated`, `forbidden`
   */
  of(sent: object, caller: Caller | undefined): LiveSource {
    const { kind, ignoreBookingId } = queryDto(LiveQueryDto, sent);
    if (ignoreBookingId !== undefined)
      throw invalidField(
        'ignoreBookingId',
        'cannot be watched: leave it out, and read with it after each event',
      );
    const parameters = Object.entries(sent).filter(([name]) => name !== 'kind');
    const query = Object.freeze(Object.fromEntries(parameters));
    if (kind === 'day') return this.day.of(queryDto(LiveDayQueryDto, query), caller);
    const request: ReadRequest = caller === undefined ? { query } : { query, caller };
    const sorted = parameters.toSorted(([one], [other]) => (one < other ? -1 : 1));
    return {
      // An account has a time zone of its own.
      key: JSON.stringify([kind, 'timezone' in query ? null : caller?.id, ...sorted]),
      right: 'account.own',
      cost: async () => (await this.slots?.costOf(request)) ?? 1,
      read: async () => {
        const etag = etagIn(await this.handled(kind, request));
        return 'date' in query || 'from' in query ? { etag } : { etag, validUntil: this.nextMidnight() };
      },
    };
  }

  /** The first instant at which today may be another day somewhere: zones are whole quarters of an hour from UTC. */
  private nextMidnight(): number {
    return (Math.floor(this.clock.now() / QUARTER_MS) + 1) * QUARTER_MS;
  }

  private async handled(kind: 'slots' | 'days', request: ReadRequest): Promise<unknown> {
    return kind === 'slots' ? this.slots?.list(request) : this.slots?.count(request);
  }
}

function etagIn(answer: unknown): string {
  if (answer instanceof CachedReply) return answer.etag;
  throw new Error('Only answers from the cache can be watched.');
}
