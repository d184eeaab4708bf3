import { Injectable } from '@nestjs/common';
import { TokenKey } from '../token-key.js';

const TOKEN = /^([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})\.([A-Za-z0-9_-]{43})$/;

/** Tokens of the links in mails: the mail's id, and a value derived from it. The database has nothing to steal. */
@Injectable()
export class LinkTokens {
  constructor(private readonly key: TokenKey) {}

  of(mailId: string): string {
    return `${mailId}.${this.key.derive('mail link', mailId)}`;
  }

  /** The mail's id; `undefined` if the token is not ours. */
  read(token: string): string | undefined {
    const [, mailId, proof] = TOKEN.exec(token) ?? [];
    if (mailId === undefined || proof === undefined) return undefined;
    return this.key.isDerived(proof, 'mail link', mailId) ? mailId : undefined;
  }
}
