import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { invalidField } from '../../http/problem.js';
import type { NewClientFieldsDto } from '../clients/client.dto.js';
import { ClientsService } from '../clients/clients.service.js';
import { notFound } from '../missing.problem.js';

/** For whom an appointment is. */
export interface BookedFor {
  readonly clientId: number;
  /** `null`: the client has no account. */
  readonly userId: number | null;
}

/** Whom a request names as the client. */
export interface NamedClient {
  readonly clientId?: number | undefined;
  readonly client?: NewClientFieldsDto | undefined;
}

/** Resolves the client of an appointment. Call its methods inside a unit of work. */
@Injectable()
export class AppointmentClients {
  constructor(
    private readonly database: Database,
    private readonly clients: ClientsService,
  ) {}

  /**
   * The client whom staff name, known or new; `undefined` if they name none.
   * @throws Problem `invalid-request` if both ways are used, `not-found` for a client of another business, `client-exists`
   */
  async named(businessId: number, { clientId, client }: NamedClient): Promise<BookedFor | undefined> {
    if (clientId !== undefined && client !== undefined) {
      throw invalidField('client', 'cannot be combined with clientId');
    }
    if (client !== undefined)
      return this.known(businessId, await this.clients.findOrCreate(businessId, client));
    return clientId === undefined ? undefined : this.known(businessId, clientId);
  }

  /** The client that an account is at a business. */
  async ofUser(businessId: number, userId: number): Promise<BookedFor> {
    return { clientId: await this.clients.ofUser(businessId, userId), userId };
  }

  private async known(businessId: number, id: number): Promise<BookedFor> {
    const [row] = await this.database.query<{ userId: number | null }>(
      'SELECT user_id AS "userId" FROM clients WHERE id = $1 AND business_id = $2 AND erased_at IS NULL',
      [id, businessId],
    );
    if (row === undefined) throw notFound('client', id);
    return { clientId: id, userId: row.userId };
  }
}
