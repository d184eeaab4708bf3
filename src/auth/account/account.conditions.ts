import { readId } from '../../http/validation/number.js';
import type { Condition, ConditionalRequest } from '../../idempotency/condition.js';
import type { Caller } from '../caller.js';
import { LOCK_ACCOUNT } from './account.lock.js';

const idIn = ({ params }: ConditionalRequest) => readId((params as { id?: string }).id ?? '');

/** The condition of a write of the account that the path names by `:id`. */
export const ofAccount = <Controller>(
  read: (controller: Controller, id: number) => Promise<unknown>,
): Condition<Controller> => ({
  lock: LOCK_ACCOUNT,
  keyOf: (request) => {
    const id = idIn(request);
    return id === undefined ? undefined : [id];
  },
  read: (controller, request) => read(controller, idIn(request) as number),
});

/** The condition of a write of the caller's own account. @param lock what the write locks */
export const ofOwnAccount = <Controller>(
  read: (controller: Controller, caller: Caller) => Promise<unknown>,
  lock = LOCK_ACCOUNT,
): Condition<Controller> => ({
  lock,
  keyOf: ({ caller }) => (caller === undefined ? undefined : [caller.id]),
  read: (controller, { caller }) => read(controller, caller as Caller),
});
