import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
import { notFound } from '../missing.problem.js';
import { fromWeek, toWeek } from '../wall-time/windows.js';
import { BarberAccess } from './barber.access.js';
import { BarberRota } from './barber-rota.entity.js';
import { assertPlannable } from './plannable-time.js';
import type { NewRotaDto, RotaDto } from './rota.dto.js';

/** Weeks of a barber that alternate. */
@Injectable()
export class RotaService {
  constructor(
    private readonly database: Database,
    private readonly coverage: Coverage,
    private readonly access: BarberAccess,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `not-found` for a barber who does not exist, or has no rota */
  async get(barberId: number): Promise<RotaDto> {
    const [row] = await this.database.query<Partial<Pick<BarberRota, 'startDate' | 'weeks'>>>(
      `SELECT start_date AS "startDate", weeks FROM barbers LEFT JOIN barber_rotas ON barber_id = id WHERE id = $1`,
      [barberId],
    );
    if (row === undefined) throw notFound('barber', barberId);
    const { startDate, weeks } = row;
    if (!startDate || !weeks) throw new Problem('not-found', 'This barber has no rota: their week applies.');
    return { barberId, startDate, weeks: weeks.map((week) => fromWeek(week)) };
  }

  /** @throws Problem `invalid-request` for a start at another time, `not-found`, `forbidden` */
  async set(
    barberId: number,
    { startDate, weeks }: NewRotaDto,
    caller: Caller,
    preview?: boolean,
  ): Promise<(RotaDto & AffectedDto) | AffectedDto> {
    assertPlannable('startDate', Date.parse(startDate), this.clock.now());
    return this.coverage.during(this.access.scopeOf(barberId, caller), preview, async () => {
      await this.database.entities(BarberRota, (rotas) =>
        rotas.upsert({ barberId, startDate, weeks: weeks.map((week) => toWeek(week)) }, ['barberId']),
      );
      return this.get(barberId);
    });
  }

  /**
   * Removes the rota, if there is one, so that the week applies again.
   * @throws Problem `not-found` for the barber, `forbidden`
   */
  async remove(barberId: number, caller: Caller, preview?: boolean): Promise<AffectedDto> {
    return this.coverage.during(this.access.scopeOf(barberId, caller), preview, async () => {
      await this.database.entities(BarberRota, (rotas) => rotas.delete({ barberId }));
      return {};
    });
  }
}
