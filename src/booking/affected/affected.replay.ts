import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Replay } from '../../idempotency/replay.js';
import type { AffectedAppointmentDto, AffectedDto } from './affected.dto.js';
import { AFFECTED_SQL } from './coverage.sql.js';

/** How the first answer of a change of hours is answered again: the clients that it names are stored as ids of their appointments. */
@Injectable()
export class AffectedReplay extends Replay {
  constructor(private readonly database: Database) {
    super();
  }

  override stored(answer: unknown): unknown {
    const { affected, ...rest } = answer as AffectedDto;
    return { ...rest, affected: affected.map(({ id, startsAt }) => ({ id, startsAt })) };
  }

  override async again(first: unknown): Promise<AffectedDto> {
    const answer = first as AffectedDto;
    const ids = answer.affected.map(({ id }) => id);
    if (ids.length === 0) return answer;
    const rows = await this.database.query<AffectedAppointmentDto>(AFFECTED_SQL, [ids, ids.length]);
    const names = new Map(rows.map(({ id, clientName }) => [id, clientName]));
    const affected = answer.affected.map((each) =>
      Object.assign({}, each, { clientName: names.get(each.id) ?? null }),
    );
    return Object.assign({}, answer, { affected });
  }
}
