import type { Region } from '../../cache/entry/region.js';
import { CallAddress } from '../../cache/entry/address.js';
import type { EntryKey } from './entry-key.js';

type Named = Readonly<Record<string, string | undefined>>;

const DEFAULT = 'default';

/**
 * The call whose result is kept under a key: what its tags are is a function of the call's arguments. `null` if the region does
 * not say by its pattern what these are: the key made of them must be the same again.
 */
export function callOf(region: Region<unknown[]>, key: EntryKey): CallAddress | null {
  const named = matched(region.pattern, key.name);
  if (named === null) return null;
  for (const args of candidates(named, key)) {
    const address = new CallAddress(region, args);
    if (address.shard === key.shard && address.key === key.name && address.problem === undefined)
      return address;
  }
  return null;
}

/** Possible arguments: of a query of slots, of a page of a list, or the values of the pattern in one order or the other. */
function candidates(named: Named, { shard, name }: EntryKey): unknown[][] {
  const locationId = shard.startsWith('loc:') ? numberOf(shard.slice('loc:'.length)) : undefined;
  const { date, timezone, view, limit, after } = named;
  const hasService = name.includes(':svc_') && date !== undefined;
  if (hasService) {
    const barberId = /:barber_(\d+):/.exec(name)?.[1];
    const serviceId = /:svc_(\d+)/.exec(name)?.[1];
    const query = { date, timezone, barberId: numberOf(barberId), serviceId: numberOf(serviceId) };
    return [[{ ...query, locationId }]];
  }
  if (limit !== undefined) {
    const listing = { view, limit: Number(limit), after: numberOf(after), total: name.endsWith(':total') };
    return [[listing, named['id'] === undefined ? undefined : numberOf(named['id'])]];
  }
  const values = Object.values(named).map((value) =>
    value === undefined || value === DEFAULT ? undefined : /^\d+$/.test(value) ? Number(value) : value,
  );
  return [values, values.toReversed()];
}

/** The values of a pattern such as `slots:{date}[:barber_{id}]` in a name, in order; `null` if it does not match. */
function matched(pattern: string, name: string): Named | null {
  const seen = new Map<string, number>();
  const source = pattern
    .replaceAll(/[.*+?^$()|\\]/g, String.raw`\$&`)
    .replaceAll('[', '(?:')
    .replaceAll(']', ')?')
    .replaceAll(/\{(\w+)\}/g, (_, value: string) => {
      const times = (seen.get(value) ?? 0) + 1;
      seen.set(value, times);
      return `(?<${value}${times === 1 ? '' : times}>[^:]+)`;
    })
    .replace(/after_\(\?<id\d*>/, 'after_(?<after>');
  return new RegExp(`^${source}$`).exec(name)?.groups ?? null;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}
