import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { finalize, type Observable } from 'rxjs';
import { DatabaseSettings } from '../../config/settings.js';
import { SECOND_MS } from '../../time/durations.js';
import { Lane, LaneFull } from '../../time/lane.js';

/** Bookings of one shop use at most this share of the pool at a time. */
const SHARE = 0.4;
const WAIT_MS = 2 * SECOND_MS;
const MOST_WAITING = 500;

/**
 * Bounds how many bookings of one shop run at a time in this process, so that a rush at one shop does not keep the bookings of
 * all others waiting for a connection. Those that are too many wait outside the pool, then get 503 `overloaded`. It must come before the
 * interceptor that opens the transaction of a request with an idempotency key. A turn ends with the work: when the answer is read, or its
 * connection closed, is up to the client.
 */
@Injectable()
export class ShopLaneInterceptor implements NestInterceptor {
  private readonly lanes = new Map<string, Lane>();
  private readonly width: number;

  constructor({ DATABASE_POOL_SIZE }: DatabaseSettings) {
    this.width = Math.max(1, Math.floor(DATABASE_POOL_SIZE * SHARE));
  }

  /** @throws LaneFull */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const place = placeOf(http.getRequest<{ body?: unknown }>().body);
    const lane = this.lanes.get(place) ?? new Lane(this.width, WAIT_MS, MOST_WAITING);
    this.lanes.set(place, lane);
    await lane.enter();
    const leave = () => {
      lane.leave();
      if (lane.isIdle) this.lanes.delete(place);
    };
    if (http.getResponse<FastifyReply>().raw.destroyed) {
      // The client left while it waited: its booking is not begun.
      leave();
      throw new LaneFull();
    }
    return next.handle().pipe(finalize(leave));
  }
}

/** The body is not validated yet; what it names is only compared. */
function placeOf(body: unknown): string {
  const { locationId, barberId } = (body ?? {}) as { locationId?: unknown; barberId?: unknown };
  if (typeof locationId === 'number') return `location ${locationId}`;
  return typeof barberId === 'number' ? `barber ${barberId}` : 'default';
}
