import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { SECOND_MS } from '../../time/durations.js';
import { OPERATOR_TIMEOUT } from '../operator-timeout.js';
import type { WarmUpAnswerDto, WarmUpPlanDto, WarmUpStateDto, WarmUpStatsDto } from './warm-up.dto.js';
import { WarmUpLock } from './warm-up.lock.js';
import type { WarmUpPlan } from './warm-up.plan.js';

const EVERY_MS = SECOND_MS;
const NO_STATS = { planned: 0, warmed: 0, fresh: 0, failed: 0, durationMs: 0 };

interface Row {
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly plan: WarmUpPlanDto;
  readonly stats: WarmUpStatsDto;
  readonly message: string | null;
}

/** Writes one warm-up's progress where every instance sees it. A failure to do so does not fail the warm-up. */
export interface RecordedWarmUp {
  /** Stores the counts at most once a second. Returns before they are stored. */
  progress(stats: WarmUpStatsDto): void;
  end(answer: WarmUpAnswerDto): Promise<void>;
}

/** The running or last warm-up of the fleet, in PostgreSQL. */
@Injectable()
export class WarmUpRecord {
  private readonly logger = new Logger('WarmUp');

  constructor(
    private readonly database: Database,
    private readonly lock: WarmUpLock,
  ) {}

  /** Call with the warm-up lock held: there is one row. */
  async begin(plan: WarmUpPlan): Promise<RecordedWarmUp> {
    await this.write(
      `INSERT INTO cache_warm_up (started_at, plan, stats) VALUES (now(), $1, $2)
       ON CONFLICT (is_only) DO UPDATE SET started_at = excluded.started_at, plan = excluded.plan, stats = excluded.stats,
         finished_at = NULL, message = NULL`,
      [JSON.stringify(planned(plan)), JSON.stringify({ ...NO_STATS, planned: plan.reads })],
    );
    let writtenAt = performance.now();
    let writing: Promise<void> = Promise.resolve();
    let isWriting = false;
    return {
      progress: (stats) => {
        const now = performance.now();
        if (isWriting || now - writtenAt < EVERY_MS) return;
        [isWriting, writtenAt] = [true, now];
        writing = this.write('UPDATE cache_warm_up SET stats = $1', [JSON.stringify(stats)]).finally(
          () => (isWriting = false),
        );
      },
      end: async ({ message, stats }) => {
        // In order, so that an earlier state does not replace the last one.
        await writing;
        await this.write('UPDATE cache_warm_up SET stats = $1, message = $2, finished_at = now()', [
          JSON.stringify(stats),
          message,
        ]);
      },
    };
  }

  /** @throws DatabaseUnavailable */
  async latest(): Promise<WarmUpStateDto> {
    const isRunning = await this.lock.isHeld();
    const [row] = await this.database.query<Row>(
      `SELECT started_at AS "startedAt", finished_at AS "finishedAt", plan, stats, message FROM cache_warm_up`,
      [],
      OPERATOR_TIMEOUT,
    );
    // A warm-up that has the lock and is still being planned has written nothing yet.
    if (row === undefined || (isRunning && row.finishedAt !== null)) {
      return {
        running: isRunning,
        startedAt: null,
        finishedAt: null,
        message: null,
        plan: null,
        stats: null,
      };
    }
    const { startedAt, finishedAt, plan, stats, message } = row;
    const isLost = !isRunning && finishedAt === null;
    return {
      running: isRunning,
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
      message: isLost ? 'The warm-up ended early: its instance has stopped.' : message,
      plan,
      stats,
    };
  }

  private async write(sql: string, values: unknown[]): Promise<void> {
    try {
      await this.database.query(sql, values, OPERATOR_TIMEOUT);
    } catch (error) {
      this.logger.debug(`Could not store the warm-up's progress: ${String(error)}`);
    }
  }
}

/** A plan as the API answers it. */
export function planned({ reads, regions, estimatedMs }: WarmUpPlan): WarmUpPlanDto {
  return { reads, regions, estimatedMs };
}
