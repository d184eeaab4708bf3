import { Injectable } from '@nestjs/common';
import { AuthSettings } from '../config/settings.js';
import { subscriberOf } from '../http/address.js';
import { type FleetCounter, FleetCounters, refusalBy } from '../http/limits/fleet-counter.js';
import { HOUR_SECONDS } from '../time/durations.js';

const MINUTE_S = 60;
/** Failures of one address with any accounts, and with one account from any new places, as multiples of the setting. */
const WIDER = 10;
const TOO_MANY = (seconds: number) => `Too many failed logins: try again in ${seconds} s.`;

/** An attempt to log in that was counted as a failure until it succeeds. */
export interface LoginAttempt {
  /** Subtracts the attempt from what was counted. */
  succeeded(): Promise<void>;
}

/**
 * Slows down guessing, counted for all instances together:
 * - LOGIN_FAILURES_PER_MINUTE by account and address together, so that no client locks another person out;
 * - ten times that in ten minutes by address, for those who try one password with many accounts;
 * - ten times that in an hour by account, for those who have many addresses. Addresses from which its owner has logged in
 *   before are exempt.
 */
@Injectable()
export class LoginLimits {
  private readonly isOn: boolean;
  private readonly pairs: FleetCounter;
  private readonly addresses: FleetCounter;
  private readonly accounts: FleetCounter;

  constructor({ LOGIN_FAILURES_PER_MINUTE: limit }: AuthSettings, counters: FleetCounters) {
    this.isOn = limit > 0;
    this.pairs = counters.counter({ name: 'login', limit, seconds: MINUTE_S });
    this.addresses = counters.counter({
      name: 'login-address',
      limit: limit * WIDER,
      seconds: WIDER * MINUTE_S,
    });
    this.accounts = counters.counter({ name: 'login-account', limit: limit * WIDER, seconds: HOUR_SECONDS });
  }

  /**
   * Counts an attempt before its password is checked, so that attempts made at the same time are counted as well.
   * @param account identifies the account; what was counted under another value does not count
   * @param isKnownPlace whether the account's owner has logged in from the address before
   * @throws Problem `rate-limited`
   */
  async attempt(
    account: string,
    address: string,
    isKnownPlace: () => Promise<boolean>,
  ): Promise<LoginAttempt> {
    if (!this.isOn) return { succeeded: async () => undefined };
    const place = subscriberOf(address);
    const pair = `${account} ${place}`;
    // Alone and first: one who has to wait must not use up what others of the account have.
    const refusal =
      (await refusalBy(this.pairs, pair, TOO_MANY)) ?? (await refusalBy(this.addresses, place, TOO_MANY));
    if (refusal !== undefined) throw refusal;
    const ofAccount = await refusalBy(this.accounts, account, TOO_MANY);
    if (ofAccount !== undefined && !(await isKnownPlace())) throw ofAccount;
    return {
      succeeded: async () => {
        await Promise.all([
          this.pairs.uncount(pair),
          this.addresses.uncount(place),
          this.accounts.uncount(account),
        ]);
      },
    };
  }
}
