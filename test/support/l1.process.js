// Fills an L1 beyond its cap with entries of one shape, and prints what it counts and how much the heap grew, in bytes.
// Run with --expose-gc; arguments: cap, shape, whether the values are parsed.
import { Entry } from '../../dist/cache/entry/entry.js';
import { L1 } from '../../dist/cache/read/l1.js';

const [cap, shape, parsed] = [Number(process.argv[2]), process.argv[3], process.argv[4] === 'parsed'];

const slot = (index) => ({
  startsAt: new Date(1_800_000_000_000 + index * 1_800_000).toISOString(),
  endsAt: new Date(1_800_001_800_000 + index * 1_800_000).toISOString(),
  time: '09:00',
  barberIds: [1, 2, 3],
});
const list = (slots) => (id) => ({
  date: '2027-03-14',
  timezone: 'Europe/Berlin',
  locationId: id,
  slots: Array.from({ length: slots }, (_, index) => slot(index)),
});
const hours = [
  { start: '09:00', end: '12:00' },
  { start: '13:00', end: '17:00' },
];
const SHAPES = {
  zone: (id) => ({ userId: id, timezone: 'Europe/Berlin' }),
  'empty list': list(0),
  'list of a day': list(16),
  'list of many': list(300),
  week: (id) => ({ id, weekly: Array.from({ length: 7 }, (_, day) => ({ day: day + 1, windows: hours })) }),
  'text beyond Latin': (id) => ({ id, notes: '東京理容'.repeat(200) }),
};

/** A string with its own storage, like one received over a socket. */
const fresh = (text) => Buffer.from(text).toString();

function heap() {
  for (let round = 0; round < 4; round++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function fill(l1, id) {
  const text = fresh(JSON.stringify(SHAPES[shape](id)));
  const entry = new Entry(
    { text, isJson: true },
    fresh(`"${String(id).padStart(22, 'e')}"`),
    1e12 + id,
    2e12 + id,
  );
  if (parsed) void entry.value;
  const stamp = fresh(String(id).padStart(22, 's'));
  l1.put(fresh(`{loc:1}:slots:2027-03-14:barber_${id}:svc_1:Europe/Berlin`), {
    entry,
    stamp,
    generation: 'g',
    confirmedAt: id,
  });
}

// One-time allocations of the first entries do not count.
const trial = new L1(cap);
for (let id = 0; id < 100; id++) fill(trial, id);
trial.clear();
const before = heap();
const l1 = new L1(cap);
let id = 0;
for (let entries = -1; entries !== l1.entries;) {
  entries = l1.entries;
  for (let more = 0; more < 200; more++) fill(l1, id++);
}
process.stdout.write(JSON.stringify({ counted: l1.bytes, grown: heap() - before, entries: l1.entries }));
