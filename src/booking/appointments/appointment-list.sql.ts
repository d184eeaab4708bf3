import { type AppointmentStatus, STATUSES } from './appointment.states.js';

/** A statement under construction: conditions refer to their values as `$1`, `$2`, … */
export class SqlValues {
  readonly all: unknown[] = [];

  /** Adds a value and returns its name in the statement. */
  add(value: unknown): string {
    this.all.push(value);
    return `$${this.all.length}`;
  }
}

/** Which appointments are listed. Missing fields do not filter. */
export interface AppointmentFilters {
  readonly barberId?: number | undefined;
  readonly locationId?: number | undefined;
  readonly serviceId?: number | undefined;
  readonly clientId?: number | undefined;
  readonly status?: readonly AppointmentStatus[] | undefined;
  /** Only those that a change of hours has left uncovered. */
  readonly uncovered?: boolean | undefined;
  /** Starts from here, in epoch ms. */
  readonly from?: number | undefined;
  /** Starts before this, in epoch ms. */
  readonly until?: number | undefined;
}

export interface ListedRange {
  readonly isDescending: boolean;
  /** Start (epoch ms) and id of the last appointment before the page. */
  readonly after?: readonly [startsAt: number, id: number] | undefined;
  readonly limit: number;
  readonly offset?: number;
}

/**
 * The ids of one page, as the table `page(id, starts_at)` in the order of the list.
 *
 * The list is a merge of branches, each of which reads the first rows of one index range in the list's order and stops, so
 * that a page costs the same at any size of the table:
 * - one branch for each way in which the caller may see appointments (`visible`): an OR between them would read all rows
 *   of each, and sort them;
 * - without a filter that an index begins with, one branch for each status (index `appointments_status_starts`): most
 *   appointments of the past are completed, and a filter on status must not walk through them.
 *
 * @param visible alternatives that exclude each other, each a condition on `appointments`, or '' for all of them
 */
export function pageSql(
  values: SqlValues,
  visible: readonly string[],
  filters: AppointmentFilters,
  { isDescending, after, limit, offset = 0 }: ListedRange,
): string {
  const direction = isDescending ? 'DESC' : 'ASC';
  const order = `ORDER BY starts_at ${direction}, id ${direction}`;
  const most = values.add(limit + offset);
  const beyond =
    after === undefined
      ? []
      : [
          `(starts_at, id) ${isDescending ? '<' : '>'} (${values.add(new Date(after[0]))}::timestamptz, ${values.add(after[1])}::int)`,
        ];
  const branches = branchesOf(values, visible, filters).map(
    (conditions) =>
      `(SELECT id, starts_at FROM appointments${where([...conditions, ...beyond])} ${order} LIMIT ${most})`,
  );
  return `SELECT id, starts_at FROM (${branches.join(' UNION ALL ')}) AS merged
    ${order} LIMIT ${values.add(limit)} OFFSET ${values.add(offset)}`;
}

/** How many appointments all pages have, as a number up to `most`. */
export function countSql(
  values: SqlValues,
  visible: readonly string[],
  filters: AppointmentFilters,
  most: number,
): string {
  const limit = values.add(most);
  const branches = branchesOf(values, visible, filters).map(
    (conditions) => `(SELECT FROM appointments${where(conditions)} LIMIT ${limit})`,
  );
  return `SELECT count(*)::int AS counted FROM (SELECT FROM (${branches.join(' UNION ALL ')}) AS merged LIMIT ${limit}) AS few`;
}

function branchesOf(values: SqlValues, visible: readonly string[], filters: AppointmentFilters): string[][] {
  const { barberId, locationId, serviceId, clientId, status, from, until, uncovered } = filters;
  const equal = (column: string, value: number | undefined) =>
    value === undefined ? [] : [`${column} = ${values.add(value)}::int`];
  const common = [
    ...equal('barber_id', barberId),
    ...equal('location_id', locationId),
    ...equal('service_id', serviceId),
    ...equal('client_id', clientId),
    ...(from === undefined ? [] : [`starts_at >= ${values.add(new Date(from))}::timestamptz`]),
    ...(until === undefined ? [] : [`starts_at < ${values.add(new Date(until))}::timestamptz`]),
  ];
  if (uncovered === true) {
    const since = from === undefined ? '' : ` WHERE starts_at >= ${values.add(new Date(from))}::timestamptz`;
    common.push(
      `id = ANY (ARRAY(SELECT appointment_id FROM uncovered_appointments${since}))`,
      `status = 'confirmed'`,
    );
  }
  const isNarrow = uncovered === true || (barberId ?? locationId ?? serviceId ?? clientId) !== undefined;
  return visible.flatMap((condition) => {
    if (isNarrow || condition !== '') {
      const anyOf = status === undefined ? [] : [`status = ANY (${values.add(status)}::text[])`];
      return [[condition, ...common, ...anyOf].filter(Boolean)];
    }
    return (status ?? STATUSES).map((one) => [`status = ${values.add(one)}`, ...common]);
  });
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}
