import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { invalidField } from '../../http/problem.js';
import type { NewClientFieldsDto } from '../clients/client.dto.js';
import { ClientsService } from '../clients/clients.service.js';
import { notFound } from '../missing.problem.js';
import type { Contact } from './guests/guest-limits.service.js';

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
   * The client whom staff name, known or new; `undefined` if they name none. By an e-mail address it is an account's only once its owner has
   * proved that the address is theirs: anybody can register with it.
   * @throws Problem `invalid-request` if both ways are used, `not-found` for a client of another business, `client-exists`
   */
  async named(businessId: number, { clientId, client }: NamedClient): Promise<BookedFor | undefined> {
    if (clientId !== undefined && client !== undefined) {
      throw invalidField('client', 'cannot be combined with clientId');
    }
    if (client !== undefined) {
      const found = await this.known(businessId, await this.clients.findOrCreate(businessId, client));
      return { clientId: found.clientId, userId: found.isProved ? found.userId : null };
    }
    return clientId === undefined ? undefined : this.known(businessId, clientId);
  }

  /** The client that an account is at a business. */
  async ofUser(businessId: number, userId: number): Promise<BookedFor> {
    return { clientId: await this.clients.ofUser(businessId, userId), userId };
  }

  /** The address of an account that books under the client whom a shop knows by it, without having proved that it is theirs. */
  async unprovedAddressOf(userId: number): Promise<Contact | undefined> {
    const [address] = await this.database.query<Contact>(
      `SELECT email FROM users JOIN clients USING (email)
       WHERE users.id = $1 AND verified_at IS NULL AND user_id IS NULL LIMIT 1`,
      [userId],
    );
    return address;
  }

  private async known(businessId: number, id: number): Promise<BookedFor & { readonly isProved: boolean }> {
    const [row] = await this.database.query<{ userId: number | null; isProved: boolean }>(
      `SELECT user_id AS "userId", verified_at IS NOT NULL AS "isProved"
       FROM clients LEFT JOIN users ON users.id = user_id
       WHERE clients.id = $1 AND business_id = $2 AND clients.erased_at IS NULL`,
      [id, businessId],
    );
    if (row === undefined) throw notFound('client', id);
    return { clientId: id, ...row };
  }
}
