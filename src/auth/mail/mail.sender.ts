import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { MailSettings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { MINUTE_MS, SECOND_MS } from '../../time/durations.js';
import { PollLoop } from '../../time/poll-loop.js';
import { waitAtMost } from '../../time/timeout.js';
import { LinkTokens } from './link-tokens.js';
import { MAIL_KINDS, type MailKind, mailText } from './mail.kinds.js';
import { MailTransport } from './mail.transport.js';

/** For mails of instances that have died: a new mail wakes the sender. */
const POLL_MS = MINUTE_MS;
/** Sent at the same time, each over a connection of its own. */
const AT_ONCE = 10;
/** Pauses between attempts: 10 s at first, each four times the one before; all within the hour that a link for a new password is valid. */
const MOST_ATTEMPTS = 6;
const RETRY_MS = 10 * SECOND_MS;
/** A mail that is being sent when the process ends is sent again by another one. */
const STOP_MS = SECOND_MS;

interface DueMail {
  readonly id: string;
  readonly kind: MailKind;
  readonly attempts: number;
  /** `null`: the address that it was asked for has no account. */
  readonly userId: number | null;
  readonly to: string | null;
}

/**
 * Sends what is in the queue, outside of any request and transaction: a mail server that hangs keeps nothing else waiting. Each mail is
 * claimed by setting the time of its next attempt, so an instance that dies leaves it to the others; a mail may arrive twice.
 */
@Injectable()
export class MailSender implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Mail');
  private readonly loop = new PollLoop(
    () => this.sendDue(),
    RETRY_MS,
    () => performance.now() < this.retriesUntil || performance.now() - this.polledAt > POLL_MS - SECOND_MS,
  );
  /** When the last mail that failed has been tried again, on `performance.now()`. */
  private retriesUntil = 0;
  /** When the queue was last read to its end; it is read again soon after it could not be. */
  private polledAt = 0;

  constructor(
    private readonly settings: MailSettings,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly transport: MailTransport,
    private readonly tokens: LinkTokens,
  ) {}

  onApplicationBootstrap(): void {
    if (this.transport.isAvailable) this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await waitAtMost(STOP_MS, this.loop.stop());
  }

  /** Sends soon; inside a unit of work, once that has committed. */
  wake(): void {
    if (this.transport.isAvailable) this.unitOfWork.onceCommitted(() => this.loop.wake());
  }

  private async sendDue(): Promise<void> {
    let mails: readonly DueMail[];
    this.polledAt = Number.NEGATIVE_INFINITY;
    do {
      mails = await this.claim();
      await Promise.all(mails.map((mail) => this.sendOne(mail)));
    } while (mails.length === AT_ONCE);
    this.polledAt = performance.now();
  }

  private async claim(): Promise<readonly DueMail[]> {
    return this.database.query<DueMail>(
      `WITH pruned AS (
         DELETE FROM mails WHERE id IN (
           SELECT id FROM mails WHERE expires_at < now() - interval '1 day' AND next_attempt_at IS NULL
           ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED)
       ), due AS (
         SELECT id FROM mails WHERE next_attempt_at <= now() ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED
       )
       UPDATE mails SET attempts = attempts + 1,
         next_attempt_at = CASE WHEN attempts + 1 < $2 AND expires_at > now() THEN now() + make_interval(secs => $3 * 4 ^ attempts) END
       FROM due LEFT JOIN LATERAL (
         SELECT users.id, email FROM mails AS own JOIN users ON users.id = own.user_id
         WHERE own.id = due.id AND active AND expires_at > now()
       ) AS owner ON true
       WHERE mails.id = due.id
       RETURNING mails.id, kind, attempts, owner.id AS "userId", coalesce(address, owner.email) AS "to"`,
      [AT_ONCE, MOST_ATTEMPTS, RETRY_MS / SECOND_MS],
    );
  }

  private async sendOne({ id, kind, userId, to, attempts }: DueMail): Promise<void> {
    if (userId === null || to === null) {
      await this.database.query('DELETE FROM mails WHERE id = $1', [id]);
      return;
    }
    try {
      const link = this.linkOf(id, kind);
      const { subject } = MAIL_KINDS[kind];
      await this.transport.send({ to, subject, text: mailText(kind, link), userId, link });
    } catch (error) {
      // Neither the message nor the server's answer: both may repeat the address.
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      const isTriedAgain = attempts < MOST_ATTEMPTS;
      const pauseMs = isTriedAgain ? RETRY_MS * 4 ** (attempts - 1) + 2 * RETRY_MS : 0;
      this.retriesUntil = Math.max(this.retriesUntil, performance.now() + pauseMs);
      const next = isTriedAgain ? 'it will be tried again' : 'it is given up';
      this.logger.warn(`The mail "${kind}" to account ${userId} could not be sent (${code}), ${next}`);
      return;
    }
    await this.database.query('UPDATE mails SET next_attempt_at = NULL, address = NULL WHERE id = $1', [id]);
  }

  /** The token is in the fragment, which browsers send to no server and no other page. */
  private linkOf(id: string, kind: MailKind): string | undefined {
    const token = this.tokens.of(id, kind);
    return token && `${this.settings.publicUrl}/account#token=${token}`;
  }
}
