import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Database } from '../../database/database.js';
import { type TextSearch, textSearch } from '../../database/text-search.js';
import { Cursors } from '../../http/lists/cursor.js';
import { cappedTotal, pageOf } from '../../http/lists/list-page.js';
import { MOST_COUNTED } from '../../http/lists/list.query.js';
import { ClientAccess } from './client.access.js';
import type { ClientsPageDto, ClientsQueryDto } from './client.dto.js';
import { CLIENT_COLUMNS, type ClientRow, toClientDto } from './client.row.js';
import { TRUNK_ZERO } from './person.fields.js';

const PAGE_SIZE = 20;
const PHONE_PART = /^\+?[\s().\-/]*\d[\d\s().\-/]*$/;
/** By id alone: the list is ordered by name, but a cursor goes into addresses, where no name belongs. */
const CURSORS = new Cursors<[id: number]>('clients', ['id']);

const found = (operator: TextSearch['operator'] = 'LIKE') =>
  `FROM clients WHERE business_id = $1 AND erased_at IS NULL AND ($2::text IS NULL OR search ${operator} $2)`;

/** Of the same business: a cursor that was made up would tell where the name of another's client is in the alphabet. */
const LAST = '(SELECT lower(name), id FROM clients WHERE id = $3 AND business_id = $1)';
const BEYOND = `($3::int IS NULL OR (lower(name), id) > ${LAST})`;

/** All clients, a page from the index `clients_name`. */
const LISTED_SQL = `SELECT ${CLIENT_COLUMNS} ${found()} AND ${BEYOND} ORDER BY lower(name), id LIMIT $4`;

/**
 * All that are found, and then sorted. PostgreSQL would rather walk through the clients by name until a page is full; if those who are
 * found are late in the alphabet, it would come past all others.
 */
const foundSql = (operator: TextSearch['operator']) => `
  WITH found AS MATERIALIZED (SELECT id AS found_id, lower(name) AS sorted ${found(operator)}),
  page AS (
    SELECT found_id, sorted FROM found
    WHERE ($3::int IS NULL OR (sorted, found_id) > ${LAST})
    ORDER BY sorted, found_id LIMIT $4
  )
  SELECT ${CLIENT_COLUMNS} FROM clients JOIN page ON id = found_id ORDER BY sorted, found_id`;

/** Finds clients by a part of their name, e-mail address or phone number. */
@Injectable()
export class ClientSearch {
  constructor(
    private readonly database: Database,
    private readonly access: ClientAccess,
  ) {}

  /**
   * A page ordered by name. The trigram index `clients_search` finds the part anywhere in a word.
   * @throws Problem `not-found`, `invalid-request` for a cursor of another search
   */
  async search(caller: Caller, query: ClientsQueryDto): Promise<ClientsPageDto> {
    const after = CURSORS.positionIn(query);
    const { q, limit = PAGE_SIZE } = query;
    const business = await this.access.businessOf(caller, query.businessId);
    const search = q === undefined ? undefined : searchFor(q);
    const rows = await this.database.query<ClientRow>(
      search === undefined ? LISTED_SQL : foundSql(search.operator),
      [business, search?.pattern ?? null, after?.[0] ?? null, limit + 1],
      { lane: 'staff' },
    );
    const { items, nextCursor } = pageOf(rows, limit, CURSORS, query, ({ id }) => [id]);
    const total = query.total === true ? await this.count(business, search) : {};
    return { items: items.map(toClientDto), nextCursor, ...total };
  }

  private async count(business: number, search: TextSearch | undefined) {
    const [row] = await this.database.query<{ counted: number }>(
      `SELECT count(*)::int AS counted FROM (SELECT ${found(search?.operator)} LIMIT ${MOST_COUNTED + 1}) AS few`,
      [business, search?.pattern ?? null],
      { lane: 'staff' },
    );
    return cappedTotal(row?.counted ?? 0);
  }
}

/**
 * A phone number is stored as its digits, everything else in lower case. What the number is dialled with, which may be stored in
 * another way, is left out.
 */
function searchFor(text: string): TextSearch {
  if (!PHONE_PART.test(text)) return textSearch(text.trim());
  const digits = text.trim().replace(TRUNK_ZERO, '$1').replaceAll(/\D/g, '');
  return textSearch(digits.replace(/^0+(?=\d{3})/, ''));
}
