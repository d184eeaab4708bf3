import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuthSettings } from '../config/settings.js';

/** What a derived value is for; values of one purpose are of no use for another. */
type Purpose = 'refresh token' | 'csrf token' | 'mail link';

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

  /** Compares in constant time. */
  isDerived(value: string, purpose: Purpose, text: string): boolean {
    const [given, expected] = [value, this.derive(purpose, text)].map((each) => Buffer.from(each));
    return given?.length === expected?.length && timingSafeEqual(given as Buffer, expected as Buffer);
  }
}
