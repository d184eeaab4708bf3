/** The parts of a `.cpuprofile` that are read. */
export interface Profile {
  readonly startTime: number;
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** Maps files to parts of the program; the first match counts. */
const PLACES: readonly (readonly [place: string, file: RegExp])[] = [
  ['hook: request limit', /\/dist\/http\/(request-limit|fixed-window|address)\./],
  ['hook: response headers', /\/dist\/http\/response-headers\./],
  ['hook: request durations', /\/dist\/health\/metrics\//],
  ['guard: access', /\/dist\/auth\//],
  ['pipe: query string and DTO', /\/dist\/http\/validation\//],
  ['cached reply and its headers', /\/dist\/http\//],
  ['booking: question, key, shard, tags', /\/dist\/(booking|config)\//],
  ['cache engine', /\/dist\/cache\//],
  ['ioredis', /\/node_modules\/(ioredis|redis-parser|redis-errors|@ioredis|denque)\//],
  ['Nest', /\/node_modules\/(@nestjs|rxjs|reflect-metadata)\//],
  ['Fastify', /\/node_modules\//],
  ['async hooks', /^node:.*async_hooks/],
  ['Node: HTTP and sockets', /^node:/],
];
const NATIVE = new Map([
  ['writev', 'writing to sockets'],
  ['writeUtf8String', 'writing to sockets'],
  ['writeLatin1String', 'writing to sockets'],
  ['writeBuffer', 'writing to sockets'],
  ['(garbage collector)', 'garbage collector'],
  ['(program)', 'native code'],
  ['runMicrotasks', 'promises'],
]);

/** Microseconds between two instants (µs of the profiler's clock), by part of the program; a builtin's time counts for its caller. */
export function selfTimes(profile: Profile, from: number, until: number): Map<string, number> {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id])),
  );
  const placeOf = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url } = nodes.get(at)?.callFrame ?? { functionName: '', url: '' };
      const native = url === '' ? NATIVE.get(functionName) : undefined;
      const place = native ?? PLACES.find(([, file]) => url !== '' && file.test(url))?.[0];
      if (place !== undefined) return place;
    }
    return 'elsewhere';
  };
  const found = new Map<string, number>();
  const known = new Map<number, string>();
  let at = profile.startTime;
  profile.samples.forEach((id, index) => {
    const took = profile.timeDeltas[index] ?? 0;
    at += took;
    if (at < from || at > until || nodes.get(id)?.callFrame.functionName === '(idle)') return;
    const place = known.get(id) ?? placeOf(id);
    known.set(id, place);
    found.set(place, (found.get(place) ?? 0) + took);
  });
  return found;
}
