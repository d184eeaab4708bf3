import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../../auth/audit/audit.recorder.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Cursors } from '../../http/lists/cursor.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { Business } from './business.entity.js';
import type { Listing } from './listing.js';
import { readListing } from './listing.sql.js';
import { Records } from './records.js';

export const BUSINESS_CURSORS = new Cursors<[id: number]>('businesses', ['id']);

const BUSINESSES = { name: 'businesses', columns: 'id, name' };

/** The businesses of the chain. */
@Injectable()
export class BusinessesService extends Records<Business> {
  constructor(
    database: Database,
    unitOfWork: UnitOfWork,
    private readonly audit: AuditRecorder,
  ) {
    super(database, unitOfWork, Business, 'business', BUSINESSES);
  }

  /** A page of all businesses, by id. */
  async list(listing: Listing): Promise<ListPage<Business>> {
    const { columns, name: from } = BUSINESSES;
    return readListing(this.database, { columns, from, where: 'true' }, listing, BUSINESS_CURSORS);
  }

  /** @throws Problem `not-found` */
  async get(id: number): Promise<Business> {
    return this.row(id);
  }

  /** Businesses have no outbox, because no cached answer is made of them. */
  protected override wrote(id: number, fields: object | undefined): void {
    const operation = fields === undefined ? 'created' : 'changed';
    this.audit.note({ object: 'businesses', id, operation, fields: Object.keys(fields ?? {}) });
  }
}
