import { MINUTE_MS } from '../../../../src/time/durations.js';
import { get, probe, type Probe, type Register, type Sql, type Step } from '../register.js';
import { utcDate, utcTime } from '../wall-time.js';
import { GRID, missingStart } from './slot-grid.js';
import type { ObservedDay } from './settings.registers.js';

const LENGTH_MS = 30 * MINUTE_MS;

/**
 * The one half hour that a barber has off on a date: added, removed, added at another time.
 * @param byDates whether every fourth one is the whole date, and asked for by dates
 */
export class TimeOffRegister implements Register {
  readonly name: string;
  readonly probes: readonly Probe[];
  private id: number | undefined;

  constructor(
    private readonly at: ObservedDay,
    private readonly token: string,
    private readonly byDates: boolean,
  ) {
    const { barberId, date, locationId, serviceId } = at;
    this.name = `barber_time_off ${barberId} ${date}`;
    const asked = { date, timezone: 'UTC', locationId, serviceId, barberId };
    this.probes = [
      probe('available slots', get('bookings/available-slots', asked), this.name, 'slot', (body) =>
        missingStart(body, barberId),
      ),
      probe('barber availability', get(`barbers/${barberId}/availability`), this.name, 'begins', (body) =>
        startIn(body.timeOff, date),
      ),
      probe(
        'barber schedule',
        get(`barbers/${barberId}/schedule`, { from: date, to: date }, token),
        this.name,
        'begins',
        (body) =>
          startIn(
            body.blocks.filter((block: any) => block.kind === 'time_off'),
            date,
          ),
      ),
      probe(
        'next available',
        get('bookings/next-available', asked),
        this.name,
        'next',
        (body) => body.next?.time,
      ),
    ];
  }

  step(seq: number): Step {
    return this.id === undefined ? this.added(seq) : this.remove(this.id);
  }

  async resync(sql: Sql): Promise<void> {
    const [row] = await sql('SELECT id FROM barber_time_off WHERE barber_id = $1', [this.at.barberId]);
    this.id = row === undefined ? undefined : Number(row['id']);
  }

  private added(seq: number): Step {
    // Every other step adds.
    if (this.byDates && seq % 8 === 6) return this.addDate();
    return this.add(seq % 4 === 0 ? 0 : (seq * 7) % GRID.length);
  }

  private addDate(): Step {
    const { date } = this.at;
    const body = { startDate: date, endDate: date };
    return {
      request: { method: 'POST', path: this.path, body, token: this.token },
      views: { slot: GRID.join(' and '), begins: '00:00', next: '00:00' },
      row: '00:00',
      learn: (answer) => this.keep(answer),
    };
  }

  private add(position: number): Step {
    const slot = GRID[position] ?? '';
    const from = Date.parse(`${this.at.date}T${slot}:00.000Z`);
    const body = {
      startsAt: new Date(from).toISOString(),
      endsAt: new Date(from + LENGTH_MS).toISOString(),
    };
    return {
      request: { method: 'POST', path: this.path, body, token: this.token },
      views: { slot, begins: slot, next: position === 0 ? '00:30' : '00:00' },
      row: slot,
      learn: (answer) => this.keep(answer),
    };
  }

  private keep(answer: unknown): void {
    this.id = (answer as { id: number }).id;
  }

  private remove(id: number): Step {
    const request = { method: 'DELETE', path: `${this.path}/${id}`, token: this.token } as const;
    return {
      request,
      views: { slot: 'free', begins: 'free', next: '00:00' },
      row: 'free',
      learn: () => {
        this.id = undefined;
      },
      // Removed twice, the second request finds nothing.
      twin: { request, isRepetition: true, refusals: [404] },
    };
  }

  private get path(): string {
    return `barbers/${this.at.barberId}/time-off`;
  }
}

function startIn(spans: readonly { startsAt: string }[], date: string): string {
  const starts = spans
    .filter((span) => utcDate(span.startsAt) === date)
    .map((span) => utcTime(span.startsAt));
  return starts.length === 0 ? 'free' : starts.join(' and ');
}
