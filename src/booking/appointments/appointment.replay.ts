import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Replay } from '../../idempotency/replay.js';
import type { AppointmentDto, BookedAppointmentDto } from './appointment.dto.js';
import { GuestTokens } from './guests/guest-tokens.service.js';

/** How the first answer about an appointment is answered again: with its present status. */
@Injectable()
export class AppointmentReplay extends Replay {
  /** The fields of the release before, which hashed them all. */
  override readonly hashed = [
    'date',
    'time',
    'startsAt',
    'timezone',
    'serviceId',
    'service',
    'barberId',
    'locationId',
    'notes',
  ];

  constructor(
    private readonly database: Database,
    private readonly tokens: GuestTokens,
  ) {
    super();
  }

  /** A guest's token is stored nowhere but as a hash: that there was one is kept, and {@link again} makes another. */
  override stored(answer: unknown): unknown {
    const { manageToken, ...rest } = answer as BookedAppointmentDto;
    return manageToken === undefined ? answer : { ...rest, manageToken: null };
  }

  /** Also of an answer that does not name the client, since the caller has not proved to be that person: it has the person's notes. */
  override async clientIn(answer: unknown): Promise<number | undefined> {
    const { id, client } = answer as AppointmentDto;
    if (client !== null) return client.id;
    const [row] = await this.database.query<{ clientId: number | null }>(
      'SELECT client_id AS "clientId" FROM appointments WHERE id = $1',
      [id],
    );
    return row?.clientId ?? undefined;
  }

  /**
   * A replay is an acknowledgement as well. Whether the first request was published is not known, so the appointment counts as
   * changed by this unit of work, too (rule 9 of the protocol).
   */
  override async again(first: unknown): Promise<unknown> {
    const answer = first as { readonly id: number; readonly manageToken?: null };
    // @mutant replay-not-published
    await this.database.query('SELECT republish_appointment($1)', [answer.id]);
    const [present] = await this.database.query<Pick<AppointmentDto, 'status'>>(
      'SELECT status FROM appointments WHERE id = $1',
      [answer.id],
    );
    const manageToken =
      answer.manageToken === null ? { manageToken: await this.tokens.issueAgain(answer.id) } : {};
    return { ...answer, ...present, ...manageToken };
  }
}
