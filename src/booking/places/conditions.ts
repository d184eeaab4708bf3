import type { Caller } from '../../auth/caller.js';
import { readId } from '../../http/validation/number.js';
import type { Condition, ConditionalRequest } from '../../idempotency/condition.js';
import { FIRST_LOCATION } from './first-location.sql.js';

/** The request of a conditional write, with its parameters still as text. */
interface ShopRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly caller: Caller;
}

const of = (request: ConditionalRequest) => request as ConditionalRequest & ShopRequest;
const lockOf = (table: string) => `SELECT FROM ${table} WHERE id = $1 FOR NO KEY UPDATE`;

/** The condition of a write whose path names a row by `:id`, which all writers of the resource lock. */
const byId =
  (table: string) =>
  <Controller>(
    read: (controller: Controller, id: number, request: ShopRequest) => Promise<unknown>,
  ): Condition<Controller> => ({
    lock: lockOf(table),
    keyOf: (request) => {
      const id = readId(of(request).params['id'] ?? '');
      return id === undefined ? undefined : [id];
    },
    read: (controller, request) => read(controller, Number(of(request).params['id']), of(request)),
  });

export const ofBusiness = byId('businesses');
export const ofLocation = byId('locations');
export const ofService = byId('services');
/** The condition of a write to a barber's own fields, or to their hours. */
export const ofBarber = byId('barbers');

/** The condition of a write whose query may name the location. */
export const ofLocationAsked = <Controller>(
  read: (controller: Controller, locationId: number | undefined) => Promise<unknown>,
): Condition<Controller> => ({
  lock: `SELECT FROM locations WHERE id = coalesce($1::int, ${FIRST_LOCATION}) FOR NO KEY UPDATE`,
  keyOf: (request) => optionalKey(of(request).query['locationId'], null),
  read: (controller, request) => read(controller, optionalId(of(request).query['locationId'])),
});

/** The condition of a write whose query may name the business. */
export const ofBusinessAsked = <Controller>(
  read: (controller: Controller, businessId: number) => Promise<unknown>,
): Condition<Controller> => ({
  lock: lockOf('businesses'),
  keyOf: (request) => optionalKey(of(request).query['businessId'], 1),
  read: (controller, request) => read(controller, optionalId(of(request).query['businessId']) ?? 1),
});

const optionalId = (text: string | undefined) => (text === undefined ? undefined : readId(text));

function optionalKey(text: string | undefined, none: number | null): readonly unknown[] | undefined {
  if (text === undefined) return [none];
  const id = readId(text);
  return id === undefined ? undefined : [id];
}
