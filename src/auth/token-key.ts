import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuthSettings } from '../config/settings.js';

/** Characters of a derived value. */
const WHOLE = 43;

/** What a derived value is for; values of one purpose are of no use for another. */
type Purpose = 'refresh token' | 'csrf token' | 'mail link' | 'idempotency key';

/** The secret behind all tokens: JWT_SECRET, or a random one for the life of a development process. */
@Injectable()
export class TokenKey {
  readonly key: string;

  constructor({ JWT_SECRET }: AuthSettings) {
    this.key = JWT_SECRET ?? randomBytes(32).toString('hex');
  }

  /** A value that only the holder of the key can make of `text`. */
  derive(purpose: Purpose, text: string): string {
    return createHmac('sha256', this.key).update(`${purpose}\n${text}`).digest('base64url');
  }

  /** Compares in constant time. @param length of the value, if it is only the beginning of a derived one */
  isDerived(value: string, purpose: Purpose, text: string, length = WHOLE): boolean {
    const derived = this.derive(purpose, text).slice(0, length);
    const [given, expected] = [value, derived].map((each) => Buffer.from(each));
    return given?.length === expected?.length && timingSafeEqual(given as Buffer, expected as Buffer);
  }
}
