import type { HttpRequest, Probe, Register } from './register.js';

/** Watched at each instance, of each kind of list. */
const MOST_OF_A_KIND = 4;

/** The query of the stream that reports changes of what a request reads; `undefined`: there is none. */
export function streamQuery({ path }: HttpRequest): string | undefined {
  const [route = '', query = ''] = path.split('?');
  const location = /^locations\/(\d+)\/day$/.exec(route)?.[1];
  if (location !== undefined) return `kind=day&locationId=${location}&${query}`;
  if (route === 'bookings/available-slots') return `kind=slots&${query}`;
  return route === 'bookings/available-days' ? `kind=days&${query}` : undefined;
}

/** Some lists of each kind that appointments change: slots of a day, of several days, their numbers, the day of a location. */
export function watchedLists(registers: readonly Register[]): Probe[] {
  const counts = new Map<string, number>();
  return registers
    .filter(({ name }) => name.startsWith('appointments '))
    .flatMap(({ probes }) => probes)
    .filter(({ request }) => {
      const query = new URLSearchParams(streamQuery(request));
      if (!query.has('kind')) return false;
      const kind = `${query.get('kind')} ${query.has('from')}`;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return count <= MOST_OF_A_KIND;
    });
}
