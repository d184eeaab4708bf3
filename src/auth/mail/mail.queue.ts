import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { LinkTokens } from './link-tokens.js';
import { LINKS, MAIL_KINDS, type MailKind } from './mail.kinds.js';
import { MailTransport } from './mail.transport.js';

interface Addressee {
  readonly userId: number;
  /** Where to, if not to the present address of the account. */
  readonly address?: string;
}

/** Mails to accounts: written in the transaction that is their reason, and sent after it. */
@Injectable()
export class MailQueue {
  constructor(
    private readonly database: Database,
    private readonly transport: MailTransport,
    private readonly tokens: LinkTokens,
  ) {}

  /** Call before a mail is promised. @throws Problem `mail-not-configured` */
  assertAvailable(): void {
    if (this.transport.isAvailable) return;
    throw new Problem(
      'mail-not-configured',
      'This server sends no mail: ask the shop, or the operator of this server, to set MAIL_URL.',
    );
  }

  /** Writes a mail; none where no mail can be sent. A newer link of a kind replaces the older ones. */
  async add(kind: MailKind, { userId, address }: Addressee): Promise<void> {
    if (!this.transport.isAvailable) return;
    await this.database.query(
      `INSERT INTO mails (kind, user_id, address, expires_at) VALUES ($1, $2, $3, now() + $4 * interval '1 millisecond')`,
      [kind, userId, address ?? null, MAIL_KINDS[kind].lifetimeMs],
    );
  }

  /** As {@link add}, to the account of an address. For an unknown one it writes a mail without an account, which takes as long. */
  async addFor(kind: MailKind, email: string): Promise<void> {
    await this.database.query(
      `INSERT INTO mails (kind, user_id, expires_at)
       VALUES ($1, (SELECT id FROM users WHERE email = $2 AND active), now() + $3 * interval '1 millisecond')`,
      [kind, email, MAIL_KINDS[kind].lifetimeMs],
    );
  }

  /**
   * Whose account a link is for; cheap for a token that was never ours.
   * @throws Problem `invalid-token` if it is of another kind, was used, or has expired
   */
  async ownerOf(token: string, kinds: readonly MailKind[]): Promise<number> {
    const id = this.tokens.read(token);
    const [mail] =
      id === undefined
        ? []
        : await this.database.query<{ userId: number }>(
            `SELECT user_id AS "userId" FROM mails JOIN users ON users.id = user_id
             WHERE mails.id = $1 AND kind = ANY ($2) AND expires_at > now() AND active`,
            [id, kinds],
          );
    if (mail !== undefined) return mail.userId;
    throw new Problem(
      'invalid-token',
      'The link is not valid: it was used before, has expired, or was replaced. Ask for another one.',
    );
  }

  /**
   * Uses a link up, and with it the account's other links of these kinds. Call inside a unit of work.
   * @throws Problem as {@link ownerOf}
   */
  async use(token: string, kinds: readonly MailKind[]): Promise<number> {
    // Two requests with one link: the second waits here, and finds the link gone.
    await this.database.query('SELECT FROM mails WHERE id = $1 FOR UPDATE', [this.tokens.read(token)]);
    const userId = await this.ownerOf(token, kinds);
    await this.endLinks(userId, kinds);
    return userId;
  }

  /** Ends all links of an account, for example because its address is another one now. */
  async endLinks(userId: number, kinds: readonly MailKind[] = LINKS): Promise<void> {
    await this.database.query('DELETE FROM mails WHERE user_id = $1 AND kind = ANY ($2)', [userId, kinds]);
  }
}
