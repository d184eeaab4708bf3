import { Injectable } from '@nestjs/common';
import { HttpSettings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { UnitOfWork } from '../events/unit-of-work.js';
import { subscriberOf } from '../http/address.js';
import { type FleetCounter, FleetCounters, refusalBy } from '../http/limits/fleet-counter.js';
import { HOUR_SECONDS } from '../time/durations.js';
import { MailLimits } from './mail/mail.limits.js';
import { MailQueue } from './mail/mail.queue.js';
import { MailSender } from './mail/mail.sender.js';
import { assertNotAddress, hashPassword } from './password.js';
import type { RegisterDto, UserDto } from './user.dto.js';
import { Users } from './users.js';

const TOO_MANY = (seconds: number) => `Too many registrations: try again in ${seconds} s.`;

/** Creates accounts for strangers, without telling them who has one already. */
@Injectable()
export class Registration {
  private readonly registrations: FleetCounter;

  constructor(
    settings: HttpSettings,
    counters: FleetCounters,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly mails: MailQueue,
    private readonly sender: MailSender,
    private readonly limits: MailLimits,
  ) {
    this.registrations = counters.counter({
      name: 'registrations',
      limit: settings.registrationsPerHour,
      seconds: HOUR_SECONDS,
    });
  }

  /**
   * Creates a client's account and mails a link that verifies the address. If the address has an account, the answer looks the same, and
   * only the owner learns of it, by mail.
   * @throws Problem `rate-limited` after too many of one address, `overloaded`
   */
  async register(fields: RegisterDto, address: string): Promise<UserDto> {
    assertNotAddress(fields.password, fields.email);
    const passwordHash = await this.hashed(fields.password, subscriberOf(address));
    const mayMail = (await this.limits.refusal(fields.email, address)) === undefined;
    const user = await this.unitOfWork.run(async () => {
      const made = await this.create(fields, passwordHash);
      const userId = made?.id ?? (await this.ownerOf(fields.email));
      const kind = made === undefined ? 'already-registered' : 'verify-email';
      if (mayMail && userId !== undefined) await this.mails.add(kind, { userId });
      return made ?? this.madeUp(fields);
    });
    this.sender.wake();
    return user;
  }

  /** The hash of the password, which is most of the work: the registration is counted before it. */
  private async hashed(password: string, subscriber: string): Promise<string> {
    if (this.registrations.limit.limit === 0) return hashPassword(password);
    const refusal = await refusalBy(this.registrations, subscriber, TOO_MANY);
    if (refusal !== undefined) throw refusal;
    try {
      return await hashPassword(password);
    } catch (error) {
      await this.registrations.uncount(subscriber);
      throw error;
    }
  }

  /** `undefined` if the address is taken. */
  private async create({ email, name, timezone }: RegisterDto, hash: string): Promise<UserDto | undefined> {
    const [row] = await this.database.query<{ id: number }>(
      `INSERT INTO users (email, password_hash, name, role, timezone) VALUES ($1, $2, $3, 'client', $4)
       ON CONFLICT (email) DO NOTHING RETURNING id`,
      [email, hash, name, timezone ?? null],
    );
    if (row === undefined) return undefined;
    await this.database.query('SELECT register_client($1)', [row.id]);
    return this.users.byId(row.id);
  }

  private async ownerOf(email: string): Promise<number | undefined> {
    const [owner] = await this.database.query<{ id: number }>('SELECT id FROM users WHERE email = $1', [
      email,
    ]);
    return owner?.id;
  }

  /** The account that would have been made, with its fields in the same order. Its id is the one that the refused row took, so ids have no gap that reveals it. */
  private async madeUp({ email, name, timezone }: RegisterDto): Promise<UserDto> {
    const [{ id, at } = { id: 0, at: new Date() }] = await this.database.query<{ id: number; at: Date }>(
      `SELECT currval(pg_get_serial_sequence('users', 'id'))::integer AS id, now()::timestamptz(3) AS at`,
    );
    return {
      id,
      email,
      name,
      role: 'client',
      timezone: timezone ?? null,
      verified: false,
      createdAt: at.toISOString(),
      locationIds: [],
    };
  }
}
