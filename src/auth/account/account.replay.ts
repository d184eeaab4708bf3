import { Injectable } from '@nestjs/common';
import { Replay } from '../../idempotency/replay.js';
import { TokenKey } from '../token-key.js';
import type { AccountDto, NewAccountDto } from './account.dto.js';
import { AccountsAdmin } from './accounts.admin.js';

/** How the first answer of an account's creation is answered again: stored is its id alone, and nothing that the password could be guessed by. */
@Injectable()
export class AccountReplay extends Replay {
  constructor(
    private readonly accounts: AccountsAdmin,
    private readonly key: TokenKey,
  ) {
    super();
  }

  override fieldsOf(body: object): object {
    const { password } = body as NewAccountDto;
    if (password === undefined) return body;
    return Object.assign({}, body, { password: this.key.derive('idempotency key', password) });
  }

  override stored(answer: unknown): unknown {
    return { id: (answer as AccountDto).id };
  }

  /** The account as it is now. @throws Problem `not-found` if it was erased */
  override again(first: unknown): Promise<AccountDto> {
    return this.accounts.get((first as AccountDto).id);
  }
}
