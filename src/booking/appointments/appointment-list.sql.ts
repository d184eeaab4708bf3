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
 * - for the whole chain or a service of it, one branch for each status (indexes `appointments_status_starts`,
 *   `appointments_service_starts`): most appointments of the past are completed, and a filter on status must not walk through them.
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
  const branches = branchesOf(values, visible, boundedBy(filters, isDescending, after?.[0])).map(
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
  if (uncovered === true) common.push(uncoveredSql(values, from, until), `status = 'confirmed'`);
  const isNarrow = uncovered === true || (barberId ?? locationId ?? clientId) !== undefined;
  return visible.flatMap((condition) => {
    if (isNarrow || condition !== '') {
      const anyOf = status === undefined ? [] : [`status = ANY (${values.add(status)}::text[])`];
      return [[condition, ...common, ...anyOf].filter(Boolean)];
    }
    return (status ?? STATUSES).map((one) => [`status = ${values.add(one)}`, ...common]);
  });
}

/**
 * That a change of hours has left it uncovered. The start is the same in both tables (an appointment that moves is taken out of the one), and
 * because the condition says so, PostgreSQL can walk either of them in the order of the list: what is uncovered in the whole chain, or the
 * appointments of one location.
 */
function uncoveredSql(values: SqlValues, from: number | undefined, until: number | undefined): string {
  const bound = (operator: string, at: number | undefined) =>
    at === undefined ? '' : ` AND listed.starts_at ${operator} ${values.add(new Date(at))}::timestamptz`;
  return `EXISTS (SELECT FROM uncovered_appointments AS listed
    WHERE listed.appointment_id = appointments.id AND listed.starts_at = appointments.starts_at${bound('>=', from)}${bound('<', until)})`;
}

/** The filters of the rest of the list, as far as starts alone bound it: with the start that the page before ended with. */
function boundedBy(
  filters: AppointmentFilters,
  isDescending: boolean,
  start: number | undefined,
): AppointmentFilters {
  if (start === undefined) return filters;
  const { from = -Infinity, until = Infinity } = filters;
  return isDescending
    ? { ...filters, until: Math.min(until, start + 1) }
    : { ...filters, from: Math.max(from, start) };
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}
