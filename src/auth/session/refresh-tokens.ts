import { Injectable } from '@nestjs/common';
import { TokenKey } from '../token-key.js';

const TOKEN = /^([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})\.(\d{1,9})\.([A-Za-z0-9_-]{43})$/;

/** A refresh token of a session, by its number: each successor has the next one. */
export interface NumberedToken {
  readonly sessionId: string;
  readonly number: number;
}

/**
 * Refresh tokens: the session, the token's number in it, and a value derived from both. Every one can be made again, so a
 * repeated request gets the same successor, and the database has nothing to steal.
 */
@Injectable()
export class RefreshTokens {
  constructor(private readonly key: TokenKey) {}

  of({ sessionId, number }: NumberedToken): string {
    const name = `${sessionId}.${number}`;
    return `${name}.${this.key.derive('refresh token', name)}`;
  }

  /** `undefined` if the token is not ours. */
  read(token: string): NumberedToken | undefined {
    const [, sessionId, number, proof] = TOKEN.exec(token) ?? [];
    if (sessionId === undefined || number === undefined || proof === undefined) return undefined;
    const isOurs = this.key.isDerived(proof, 'refresh token', `${sessionId}.${number}`);
    return isOurs ? { sessionId, number: Number(number) } : undefined;
  }
}
