import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { violatedConstraint } from '../../database/database.errors.js';
import { Database } from '../../database/database.js';
import { type TextSearch, textSearch } from '../../database/text-search.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Cursors } from '../../http/lists/cursor.js';
import { cappedTotal, pageOf } from '../../http/lists/list-page.js';
import { MOST_COUNTED } from '../../http/lists/list.query.js';
import { invalidField, Problem } from '../../http/problem.js';
import type { Caller } from '../caller.js';
import { assertNotAddress, hashPassword } from '../password.js';
import { RightsCheck } from '../rights.check.js';
import { emailTaken, USER_COLUMNS, type UserRow } from '../users.js';
import { AuditRecorder } from '../audit/audit.recorder.js';
import { MailQueue } from '../mail/mail.queue.js';
import { MailSender } from '../mail/mail.sender.js';
import { LOCK_ACCOUNT } from './account.lock.js';
import { RemainingAdmins } from './remaining-admins.js';
import type {
  AccountChangesDto,
  AccountDto,
  AccountsPageDto,
  AccountsQueryDto,
  NewAccountDto,
} from './account.dto.js';

type AccountRow = UserRow & Pick<AccountDto, 'active'>;

const COLUMNS = `${USER_COLUMNS}, active`;

const PAGE_SIZE = 50;
const CURSORS = new Cursors<[id: number]>('accounts', ['id']);

/** Accounts of the role $1, or of all; whose name or address contains $2, or any: indexes `users_role`, `users_search`. */
const listed = (
  operator: TextSearch['operator'] = 'LIKE',
) => `erased_at IS NULL AND ($1::text IS NULL OR role = $1)
  AND ($2::text IS NULL OR email ${operator} $2 OR lower(name) ${operator} $2)`;

/** Reads and changes the accounts of others, for admins. */
@Injectable()
export class AccountsAdmin {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly rights: RightsCheck,
    private readonly admins: RemainingAdmins,
    private readonly mails: MailQueue,
    private readonly audit: AuditRecorder,
    private readonly sender: MailSender,
  ) {}

  /** @throws Problem `invalid-request` for a cursor of another list */
  async list(query: AccountsQueryDto): Promise<AccountsPageDto> {
    const { role, q, limit = PAGE_SIZE } = query;
    const [after = 0] = CURSORS.positionIn(query) ?? [];
    const search = q === undefined ? undefined : textSearch(q);
    const found = listed(search?.operator);
    const filters = [role ?? null, search?.pattern ?? null];
    const rows = await this.database.query<AccountRow>(
      `SELECT ${COLUMNS} FROM users WHERE ${found} AND id > $3 ORDER BY id LIMIT $4`,
      [...filters, after, limit + 1],
    );
    const { items, nextCursor } = pageOf(rows, limit, CURSORS, query, ({ id }) => [id]);
    const page = { items: items.map((row) => toAccountDto(row)), nextCursor };
    if (query.total !== true) return page;
    const counted = await this.database.query(`SELECT FROM users WHERE ${found} LIMIT $3`, [
      ...filters,
      MOST_COUNTED + 1,
    ]);
    return { ...page, ...cappedTotal(counted.length) };
  }

  /** @throws Problem `not-found` */
  async get(id: number): Promise<AccountDto> {
    const [row] = await this.database.query<AccountRow>(
      `SELECT ${COLUMNS} FROM users WHERE id = $1 AND erased_at IS NULL`,
      [id],
    );
    if (row === undefined) throw new Problem('not-found', `There is no account ${id}.`);
    return toAccountDto(row);
  }

  /**
   * Without a password, the account gets a random one that is not kept, and its owner a link to set their own.
   * @throws Problem `email-taken`, `invalid-request` for a location that does not exist, or for a client with locations,
   * `mail-not-configured`
   */
  async create({ email, name, role, locationIds, password }: NewAccountDto): Promise<AccountDto> {
    if (role === 'client') assertNoLocations(locationIds);
    if (password === undefined) this.mails.assertAvailable();
    else assertNotAddress(password, email);
    const passwordHash = await hashPassword(password ?? randomBytes(32).toString('base64'));
    const account = await this.write(async () => {
      const [user] = await this.database.query<{ id: number }>(
        'INSERT INTO users (email, password_hash, name, role) VALUES ($1, $2, $3, $4) RETURNING id',
        [email, passwordHash, name, role],
      );
      const { id } = user as { id: number };
      this.audit.note({ object: 'users', id, operation: 'created', fields: [] });
      if (role === 'client') await this.database.query('SELECT register_client($1)', [id]);
      await this.syncLocations(id, locationIds);
      if (password === undefined) await this.mails.add('invitation', { userId: id });
      return this.get(id);
    });
    this.sender.wake();
    return account;
  }

  /**
   * Changes the given fields.
   * @throws Problem `not-found`, `conflict` for the last admin, `invalid-request` as {@link create}
   */
  async change(id: number, changes: AccountChangesDto, caller: Caller): Promise<AccountDto> {
    return this.write(async () => {
      const before = await this.locked(id);
      if (id === caller.id) await this.rights.lockOwn(caller);
      const role = changes.role ?? before.role;
      const active = changes.active ?? before.active;
      if (before.role === 'admin' && before.active && !(role === 'admin' && active)) {
        await this.admins.assertAnother(id);
      }
      if (role === 'client') assertNoLocations(changes.locationIds ?? []);
      await this.database.query(
        `UPDATE users SET name = coalesce($2, name), role = $3, active = $4,
           token_version = token_version + CASE WHEN active AND NOT $4 THEN 1 ELSE 0 END
         WHERE id = $1`,
        [id, changes.name ?? null, role, active],
      );
      if (changes.name !== undefined && changes.name !== before.name)
        this.audit.note({ object: 'users', id, operation: 'changed', fields: ['name'] });
      await this.syncLocations(id, role === 'client' ? [] : changes.locationIds);
      return this.get(id);
    });
  }

  private async locked(id: number): Promise<AccountDto> {
    await this.database.query(LOCK_ACCOUNT, [id]);
    return this.get(id);
  }

  /** Rows that stay are not written, so they cause no event. */
  private async syncLocations(id: number, locationIds: readonly number[] | undefined): Promise<void> {
    if (locationIds === undefined) return;
    await this.database.query(
      'DELETE FROM user_locations WHERE user_id = $1 AND location_id <> ALL ($2::integer[])',
      [id, locationIds],
    );
    await this.database.query(
      `INSERT INTO user_locations (user_id, location_id) SELECT $1, unnest($2::integer[]) ON CONFLICT DO NOTHING`,
      [id, locationIds],
    );
  }

  private async write<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.unitOfWork.run(work);
    } catch (error) {
      const violated = violatedConstraint(error);
      if (violated === 'users_email_key') throw emailTaken(error);
      if (violated !== 'user_locations_location_id_fkey') throw error;
      throw invalidField('locationIds', 'must be ids of locations that exist', { cause: error });
    }
  }
}

function assertNoLocations(locationIds: readonly number[]): void {
  if (locationIds.length > 0) throw invalidField('locationIds', 'must be empty for the role client');
}

function toAccountDto(row: AccountRow): AccountDto {
  return { ...row, createdAt: row.createdAt.toISOString() };
}
