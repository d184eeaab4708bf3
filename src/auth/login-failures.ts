import { Injectable, Logger } from '@nestjs/common';

/** Why a login failed: the credentials were wrong, or too many had been wrong before. */
export type LoginFailureReason = 'credentials' | 'limited';

/** A login that failed. Has neither the e-mail address nor the password, which may have been typed into the wrong field. */
export interface LoginFailure {
  readonly reason: LoginFailureReason;
  /** `undefined` for an unknown account, and where it was not looked up. */
  readonly userId: number | undefined;
  readonly address: string;
}

/** Logs and counts failed logins, and notifies the listeners of each, such as the audit trail. */
@Injectable()
export class LoginFailures {
  readonly counts: Record<LoginFailureReason, number> = { credentials: 0, limited: 0 };
  private readonly logger = new Logger('Login');
  private readonly listeners: ((failure: LoginFailure) => void)[] = [];

  /** @param listener must not throw */
  onFailure(listener: (failure: LoginFailure) => void): void {
    this.listeners.push(listener);
  }

  failed(failure: LoginFailure): void {
    const { reason, userId, address } = failure;
    this.counts[reason]++;
    const account = userId === undefined ? 'an unknown account' : `account ${userId}`;
    this.logger.warn(`Login to ${account} from ${address} failed: ${reason}`);
    for (const listener of this.listeners) listener(failure);
  }
}
