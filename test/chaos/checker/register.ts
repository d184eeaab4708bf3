import type { Observation, Views } from './history.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

/** A change made past the application, as psql would. */
export interface SqlRequest {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The next value of a register and how it is written. */
export interface Step {
  readonly request: HttpRequest | SqlRequest;
  readonly views: Views;
  readonly row: string;
  /** Called with the body of a 2xx answer. */
  learn?(body: unknown): void;
  /** Whether the very same request may be sent again until it is answered (Idempotency-Key). */
  readonly repeatable?: boolean;
  /** Whether the very same request may be sent twice (PUT): the later one changes nothing. */
  readonly idempotent?: boolean;
  /** A request that is refused because of this step's change. */
  readonly twin?: Twin;
  /** The statement leaves no outbox row of this register. */
  readonly leavesNoRow?: boolean;
}

/** A second request that is sent for a step, perhaps at another instance. What it is answered may show that the step committed. */
export interface Twin {
  readonly request: HttpRequest;
  /** Whether it has the effect of the step's own request: then the success of either acknowledges the step. */
  readonly isRepetition: boolean;
  /** The refusals that only the step's change explains. */
  readonly refusals: readonly number[];
}

export type Sql = (sql: string, parameters: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** What an answer of this cached read shows. */
export interface Probe {
  readonly region: string;
  readonly request: HttpRequest;
  /** The registers that the answer shows something of. */
  readonly shows: readonly string[];
  /** Whether 404, or 401 about the account that asks, is an answer, of which `decode` gets undefined. */
  readonly mayBeMissing?: boolean;
  decode(body: any): Observation[];
}

/**
 * Something that the application stores and shows, used as a counter: step `n` writes a value that identifies `n`, so a read
 * reveals which write it saw. Named after its outbox rows.
 */
export interface Register {
  readonly name: string;
  readonly probes: readonly Probe[];
  /** How many times longer than usual its writer waits between two steps. */
  readonly slowness?: number;
  /** Written only when a fault asks for its next step. */
  readonly writtenByFault?: boolean;
  step(seq: number): Step;
  /** After a step of unknown fate: looks up what the next step must know. */
  resync?(sql: Sql): Promise<void>;
}

/** A probe that shows one view of one register. */
export function probe(
  region: string,
  request: HttpRequest,
  register: string,
  view: string,
  read: (body: any) => string | undefined,
): Probe {
  return {
    region,
    request,
    shows: [register],
    decode: (body) => [{ register, view, value: read(body) ?? 'nothing' }],
  };
}

export function get(path: string, query: Record<string, string | number> = {}, token?: string): HttpRequest {
  const entries = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  const search = new URLSearchParams(entries).toString();
  const address = search === '' ? path : `${path}?${search}`;
  return { method: 'GET', path: address, ...(token === undefined ? {} : { token }) };
}
