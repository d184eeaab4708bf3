import { Injectable } from '@nestjs/common';
import { MINUTE_MS } from '../time/durations.js';
import { AuthSettings } from '../config/settings.js';
import { subscriberOf } from '../http/address.js';
import { FixedWindow } from '../http/fixed-window.js';
import { Problem } from '../http/problem.js';

/** Limits failed logins per minute, both per account and per client address. */
@Injectable()
export class LoginLimits {
  private readonly accounts: FixedWindow;
  private readonly addresses: FixedWindow;

  constructor(settings: AuthSettings) {
    this.accounts = new FixedWindow(settings.LOGIN_FAILURES_PER_MINUTE, MINUTE_MS);
    this.addresses = new FixedWindow(settings.LOGIN_FAILURES_PER_MINUTE, MINUTE_MS);
  }

  /** @throws Problem `rate-limited` */
  check(email: string, address: string): void {
    const seconds = Math.max(
      this.accounts.waitSeconds(email),
      this.addresses.waitSeconds(subscriberOf(address)),
    );
    if (seconds === 0) return;
    throw new Problem('rate-limited', `Too many failed logins: try again in ${seconds} s.`, {
      headers: { 'Retry-After': String(seconds) },
    });
  }

  failed(email: string, address: string): void {
    this.accounts.count(email);
    this.addresses.count(subscriberOf(address));
  }
}
