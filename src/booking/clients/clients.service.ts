import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../../auth/audit/audit.recorder.js';
import type { Caller } from '../../auth/caller.js';
import { violatedConstraint } from '../../database/database.errors.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { assertIfMatch } from '../../http/if-match.js';
import { Problem } from '../../http/problem.js';
import { notFound } from '../missing.problem.js';
import { ClientAccess } from './client.access.js';
import type { ClientChangesDto, ClientDto, NewClientDto, NewClientFieldsDto } from './client.dto.js';
import { CLIENT_COLUMNS, type ClientRow, toClientDto } from './client.row.js';

/** Whom a guest is to a shop. */
export interface GuestClient {
  readonly clientId: number;
  readonly userId: number | null;
  readonly isNew: boolean;
}

type KnownClient = Pick<ClientRow, 'id' | 'name' | 'userId'>;
type FoundOrMade =
  | { readonly isNew: false; readonly client: KnownClient }
  | { readonly isNew: true; readonly client: ClientRow };

/** Reads and writes the clients of businesses. */
@Injectable()
export class ClientsService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly access: ClientAccess,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws Problem `not-found` */
  async get(caller: Caller, id: number): Promise<ClientDto> {
    return toClientDto(await this.access.get(caller, id));
  }

  /** @throws Problem `client-exists` for an e-mail address or a phone number that another client has, `not-found`, `forbidden` */
  async create(caller: Caller, { businessId, ...fields }: NewClientDto): Promise<ClientDto> {
    return this.unitOfWork.run(async () => {
      const business = await this.access.businessOf(caller, businessId);
      const { isNew, client } = await this.foundOrMade(business, fields);
      if (!isNew) throw clientExists(client.id);
      return toClientDto(client);
    });
  }

  /**
   * For staff who book for a person: the client with that e-mail address or phone number, or a new one. Call inside a unit of work.
   * @throws Problem `client-exists` if the client with that address has another name
   */
  async findOrCreate(business: number, fields: NewClientFieldsDto): Promise<number> {
    const { isNew, client } = await this.foundOrMade(business, fields);
    if (!isNew && !isSameName(client.name, fields.name)) throw clientExists(client.id);
    return client.id;
  }

  /**
   * For guests: the client with that e-mail address or phone number, whatever their name, or a new one. Call inside a unit of work.
   * A guest must not learn whom a shop knows, so this refuses no guest. And what they book is an account's with that address only once its
   * owner has proved that the address is theirs: anybody can register with it.
   */
  async ofGuest(business: number, fields: NewClientFieldsDto): Promise<GuestClient> {
    const { isNew, client } = await this.foundOrMade(business, fields);
    const [owner] =
      client.userId === null
        ? []
        : await this.database.query('SELECT FROM users WHERE id = $1 AND verified_at IS NOT NULL', [
            client.userId,
          ]);
    return { clientId: client.id, userId: owner === undefined ? null : client.userId, isNew };
  }

  /** The client that an account is at a business; made from the account when it books there first. Call inside a unit of work. */
  async ofUser(business: number, userId: number): Promise<number> {
    const [row] = await this.database.prepared<{ id: number }>('SELECT client_of_user($1, $2) AS id', [
      business,
      userId,
    ]);
    return (row as { id: number }).id;
  }

  /**
   * Writes only fields that differ; if none does, nothing is written.
   * @throws Problem `not-found`, `version-mismatch`, `client-exists`
   */
  async change(
    caller: Caller,
    id: number,
    changes: ClientChangesDto,
    ifMatch: string | undefined,
  ): Promise<ClientDto> {
    return this.unitOfWork.run(async () => {
      const row = await this.access.lock(caller, id);
      assertIfMatch(ifMatch, row.version);
      const { name, phone, email, notes, blocked } = { ...row, ...given(changes) };
      const fields = Object.entries(given(changes))
        .filter(([field, value]) => row[field as 'name'] !== value)
        .map(([field]) => field);
      if (fields.length === 0) return toClientDto(row);
      const known = await this.withAddressOf(row.businessId, { email, phone }, id);
      if (known !== undefined) throw clientExists(known.id);
      const [changed] = await this.written(
        `UPDATE clients SET name = $2, phone = $3, email = $4, notes = $5, blocked = $6, version = version + 1
         WHERE id = $1 RETURNING ${CLIENT_COLUMNS}`,
        [id, name, phone, email, notes, blocked],
      );
      if (changed === undefined) throw notFound('client', id);
      this.audit.note({ object: 'clients', id, operation: 'changed', fields });
      return toClientDto(changed);
    });
  }

  /** The client with that address, also where another request makes them meanwhile, or a new one. */
  private async foundOrMade(
    business: number,
    fields: NewClientFieldsDto & { notes?: string | null },
  ): Promise<FoundOrMade> {
    const known = await this.withAddressOf(business, fields);
    if (known !== undefined) return { isNew: false, client: known };
    const made = await this.insert(business, fields);
    if (made !== undefined) return { isNew: true, client: made };
    const other = await this.withAddressOf(business, fields);
    if (other === undefined) throw new Problem('conflict', 'The client could not be made: try again.');
    return { isNew: false, client: other };
  }

  /** `undefined`: another request has made a client with that address, for whose commit the INSERT has waited. */
  private async insert(
    business: number,
    fields: NewClientFieldsDto & { notes?: string | null },
  ): Promise<ClientRow | undefined> {
    const { name, phone, email, notes } = fields;
    const [row] = await this.written(
      `INSERT INTO clients (business_id, name, phone, email, notes) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING ${CLIENT_COLUMNS}`,
      [business, name, phone ?? null, email ?? null, notes ?? null],
    );
    if (row !== undefined) {
      this.audit.note({ object: 'clients', id: row.id, operation: 'created', fields: [] });
    }
    return row;
  }

  private async withAddressOf(
    business: number,
    { email, phone }: { email?: string | null; phone?: string | null },
    except?: number,
  ): Promise<KnownClient | undefined> {
    const [known] = await this.database.query<KnownClient>(
      `SELECT id, name, user_id AS "userId" FROM clients
       WHERE business_id = $1 AND id IS DISTINCT FROM $4
         AND (email = $2 OR phone_digits = nullif(regexp_replace(regexp_replace($3, '\\D', '', 'g'), '^00', ''), ''))
       ORDER BY email IS NOT DISTINCT FROM $2 DESC, id LIMIT 1`,
      [business, email ?? null, phone ?? null, except ?? null],
    );
    return known;
  }

  private async written(sql: string, values: readonly unknown[]): Promise<ClientRow[]> {
    try {
      return await this.database.query<ClientRow>(sql, values);
    } catch (error) {
      const constraint = violatedConstraint(error);
      if (constraint === 'clients_business_id_fkey') throw notFound('business', values[0] as number);
      if (constraint !== 'clients_email' && constraint !== 'clients_phone') throw error;
      throw new Problem('client-exists', 'A client with this address has just been made: search for it.', {
        cause: error,
      });
    }
  }
}

function isSameName(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
}

function clientExists(id: number): Problem {
  return new Problem(
    'client-exists',
    `Client ${id} has this e-mail address or phone number: use that one, or merge the two.`,
    { members: { id } },
  );
}

function given(changes: ClientChangesDto): Partial<ClientChangesDto> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
