import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Database } from '../../database/database.js';
import { ClientAccess } from './client.access.js';
import type { ClientsPageDto, ClientsQueryDto } from './client.dto.js';
import { CLIENT_COLUMNS, type ClientRow, toClientDto } from './client.row.js';

const PHONE_PART = /^\+?[\d\s().\-/]+$/;

/** Finds clients by a part of their name, e-mail address or phone number. */
@Injectable()
export class ClientSearch {
  constructor(
    private readonly database: Database,
    private readonly access: ClientAccess,
  ) {}

  /**
   * A page ordered by name. The trigram index `clients_search` answers it: its parts are found anywhere in a word.
   * @throws Problem `not-found`, `forbidden`
   */
  async search(caller: Caller, { q, businessId, limit }: ClientsQueryDto): Promise<ClientsPageDto> {
    const business = await this.access.businessOf(caller, businessId);
    const rows = await this.database.query<ClientRow>(
      `SELECT ${CLIENT_COLUMNS} FROM clients
       WHERE business_id = $1 AND erased_at IS NULL AND ($2::text IS NULL OR search LIKE $2)
       ORDER BY lower(name), id LIMIT $3`,
      [business, q === undefined ? null : patternOf(q), limit],
    );
    return { items: rows.map(toClientDto), nextCursor: null };
  }
}

/** The pattern for LIKE: a phone number is stored as its digits, everything else in lower case. */
function patternOf(text: string): string {
  const part = PHONE_PART.test(text) ? text.replaceAll(/\D/g, '') : text.trim().toLowerCase();
  return `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
