export const CONDITION = 'idempotency:condition';

/** What a condition may depend on: the request, before its parameters are validated. */
export interface ConditionalRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly caller?: { readonly id: number };
}

/** When the write of a resource may go on. */
export interface Condition<Controller> {
  /** SQL that locks what every writer of the resource locks, until the transaction ends; its parameters are the key. */
  readonly lock: string;
  /** `undefined` for malformed parameters. */
  readonly keyOf: (request: ConditionalRequest) => readonly unknown[] | undefined;
  /** The resource as its GET answers it to the caller. */
  readonly read: (controller: Controller, request: ConditionalRequest) => Promise<unknown>;
}
