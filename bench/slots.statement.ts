import type pg from 'pg';
import { CALENDAR } from '../src/booking/slots/calendar.sql.js';
import type { ShopCalendar } from '../src/booking/slots/shop-calendar.js';
import { DAY_MS, HOUR_MS } from '../src/time/durations.js';
import { medianMs, table } from './measure.js';
import { BARBERS_A_LOCATION } from './slots.fill.js';
import { report } from './report.js';

const ROUNDS = 500;

/** Reads the busy rows that the calendar reads, by the same index, and nothing else. */
const BARE_SCAN = {
  name: 'bare-scan',
  text: `
    SELECT date_part('epoch', blocked_from) * 1000 AS "from", date_part('epoch', blocked_until) * 1000 AS until
    FROM appointments
    WHERE barber_id = ANY($1::int[]) AND status <> 'cancelled' AND starts_at > $2 AND starts_at < $3
      AND blocked_until > $4 AND blocked_from < $5`,
};

/** Measures the endpoint's statement against the bare scan. Each run reads the next location, so that it is not always the
 * same page. */
export async function benchStatement(client: pg.Client, calendar: ShopCalendar): Promise<void> {
  const { rows } = await client.query<{ count: number }>('SELECT count(*) FROM locations');
  const locations = rows[0]?.count ?? 1;
  const from = Math.floor(Date.now() / DAY_MS) * DAY_MS + 3 * DAY_MS;
  const until = from + DAY_MS;
  const iso = (instant: number) => new Date(instant).toISOString();

  const bareValues = (location: number) => [
    Array.from({ length: BARBERS_A_LOCATION }, (_, n) => (location - 1) * BARBERS_A_LOCATION + n + 1),
    iso(from - 10 * HOUR_MS),
    iso(until + 2.5 * HOUR_MS),
    iso(from),
    iso(until + 0.5 * HOUR_MS),
  ];
  const calendarValues = (location: number) => [
    location,
    null,
    1,
    iso(from),
    iso(until),
    iso(until),
    null,
    false,
  ];
  const load = (locationId: number) => calendar.load({ locationId, serviceId: 1, from, until });

  const bare = await client.query(BARE_SCAN.text, bareValues(1));
  const { barbers } = await load(1);
  const busy = barbers.reduce((sum, barber) => sum + barber.busy.length, 0);
  if (bare.rows.length !== busy) throw new Error(`${bare.rows.length} rows against ${busy}`);

  const inTurn = (run: (location: number) => unknown) => {
    let next = 0;
    return () => run(1 + (next++ % locations));
  };
  const variants = [
    {
      name: 'bare index scan, prepared',
      run: inTurn((location) => client.query({ ...BARE_SCAN, values: bareValues(location) })),
    },
    { name: 'the endpoint’s statement, as it is sent', run: inTurn(load) },
    {
      name: 'bare index scan, planned each time',
      run: inTurn((location) => client.query(BARE_SCAN.text, bareValues(location))),
    },
    {
      name: 'the endpoint’s statement, planned each time',
      run: inTurn((location) => client.query(CALENDAR, calendarValues(location))),
    },
  ];
  const medians = await medianMs(ROUNDS, variants);
  const base = medians.get(variants[0]!.name) ?? NaN;
  report(`A day of ${BARBERS_A_LOCATION} barbers, ${busy} busy rows; median round trip of ${ROUNDS}:\n`);
  report(
    table(
      ['statement', 'ms', 'of the bare scan'],
      [...medians].map(([name, ms]) => [name, ms, ms / base]),
    ),
  );
  report(`\nIts plan: ${(await planNodes(client, calendarValues(1))).join(', ')}.\n`);
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The node types of the statement's plan, outermost first, each once. */
async function planNodes(client: pg.Client, values: readonly unknown[]): Promise<string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (FORMAT JSON) ${CALENDAR}`,
    [...values],
  );
  const walk = (node: PlanNode): string[] => [
    [node['Node Type'], node['Index Name'] ?? node['Relation Name']].filter(Boolean).join(' '),
    ...(node.Plans ?? []).flatMap(walk),
  ];
  return [...new Set(walk(rows[0]!['QUERY PLAN'][0].Plan))];
}
