import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { extentOf } from '../../auth/rights.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { notFound } from '../missing.problem.js';
import { CLIENT_COLUMNS, type ClientRow } from './client.row.js';

/** Access to clients: for staff of the business that they belong to. For others they do not exist. */
@Injectable()
export class ClientAccess {
  constructor(private readonly database: Database) {}

  /**
   * The business whose clients a request is about: the requested one, by default the one that the caller works for.
   * @throws Problem `not-found` for a business that does not exist or that the caller does not work for
   */
  async businessOf(caller: Caller, requested: number | undefined): Promise<number> {
    const businesses = await this.businessesOf(caller);
    if (businesses === 'all') return requested ?? 1;
    const [first] = businesses;
    if (first === undefined) throw new Problem('not-found', 'You work at no location yet.');
    if (requested === undefined) return first;
    if (!businesses.includes(requested)) throw notFound('business', requested);
    return requested;
  }

  /** @throws Problem `not-found`, also for clients of businesses that the caller does not work for, and for erased ones */
  async get(caller: Caller, id: number): Promise<ClientRow> {
    return this.find(caller, id, '');
  }

  /**
   * Locks all appointments of clients until the transaction ends. Before the clients: a change of an appointment locks it, its client,
   * its barber and the caller's account in this order.
   */
  async lockAppointmentsOf(...clientIds: readonly number[]): Promise<void> {
    await this.database.query(
      'SELECT FROM appointments WHERE client_id = ANY ($1::int[]) ORDER BY id FOR NO KEY UPDATE',
      [clientIds],
    );
  }

  /** As {@link get}, and locks the row until the transaction ends: after appointments, before barbers and accounts. */
  async lock(caller: Caller, id: number): Promise<ClientRow> {
    return this.find(caller, id, 'FOR NO KEY UPDATE');
  }

  /** As {@link lock}, and keeps out appointments that are just being made: they would name a client that is gone. */
  async lockForEnd(caller: Caller, id: number): Promise<ClientRow> {
    return this.find(caller, id, 'FOR UPDATE');
  }

  private async find(caller: Caller, id: number, lock: string): Promise<ClientRow> {
    const [row] = await this.database.query<ClientRow>(
      `SELECT ${CLIENT_COLUMNS} FROM clients WHERE id = $1 AND erased_at IS NULL ${lock}`,
      [id],
    );
    const businesses = await this.businessesOf(caller);
    if (row === undefined || (businesses !== 'all' && !businesses.includes(row.businessId))) {
      throw notFound('client', id);
    }
    return row;
  }

  private async businessesOf(caller: Caller): Promise<readonly number[] | 'all'> {
    const extent = extentOf(caller.role, 'clients.serve');
    if (extent === 'all') return 'all';
    if (extent === undefined) return [];
    const rows = await this.database.query<{ id: number }>(
      `SELECT DISTINCT business_id AS id FROM locations
       WHERE id = ANY ($2::int[]) OR id IN (SELECT location_id FROM barbers WHERE user_id = $1) ORDER BY 1`,
      [caller.id, caller.locationIds],
    );
    return rows.map((row) => row.id);
  }
}
