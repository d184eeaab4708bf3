import { Injectable } from '@nestjs/common';
import { TokenKey } from '../token-key.js';
import { MAIL_KINDS, type MailKind } from './mail.kinds.js';

/** What the link does, the id of its mail, and the proof: short, so that a mail's line is not broken. */
const TOKEN = /^[pv]([\w-]{22})([\w-]{16})$/;
const PROOF_LENGTH = 16;
const UUID = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** Tokens of the links in mails: the mail's id, and a value derived from it. The database has nothing to steal. */
@Injectable()
export class LinkTokens {
  constructor(private readonly key: TokenKey) {}

  /** `undefined` for a kind of mail that has no link. */
  of(mailId: string, kind: MailKind): string | undefined {
    const { link } = MAIL_KINDS[kind] as { link?: 'p' | 'v' };
    if (link === undefined) return undefined;
    const id = Buffer.from(mailId.replaceAll('-', ''), 'hex').toString('base64url');
    return link + id + this.key.derive('mail link', mailId).slice(0, PROOF_LENGTH);
  }

  /** The mail's id; `undefined` if the token is not ours. */
  read(token: string): string | undefined {
    const [, id, proof] = TOKEN.exec(token) ?? [];
    if (id === undefined || proof === undefined) return undefined;
    const mailId = Buffer.from(id, 'base64url').toString('hex').replace(UUID, '$1-$2-$3-$4-$5');
    return this.key.isDerived(proof, 'mail link', mailId, PROOF_LENGTH) ? mailId : undefined;
  }
}
