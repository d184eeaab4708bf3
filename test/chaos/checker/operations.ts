/** What the clients do besides writing and reading. Each can be left out of a run, to find what shows a violation. */
export const OPERATIONS = [
  'repetitions',
  'refusals',
  'conditional reads',
  'pursuit',
  'time off',
  'guests',
  'counter',
  'calendar',
  'offers',
  'states and names',
  'moves of barbers',
  'zones of locations',
  'deletions',
  'streams',
  'ranges',
  'invalidations',
] as const;

export type ClientOperation = (typeof OPERATIONS)[number];

/** Those whose name contains one of the words, separated by commas; all if no words are given. @throws Error for a word of none */
export function named<Item>(
  items: readonly Item[],
  words: string | undefined,
  nameOf: (item: Item) => string,
): readonly Item[] {
  if (words === undefined) return items;
  const wanted = words.split(',').map((word) => word.trim());
  const unknown = wanted.find((word) => word !== '' && !items.some((item) => nameOf(item).includes(word)));
  if (unknown !== undefined)
    throw new Error(`Nothing is named "${unknown}": ${items.map(nameOf).join(', ')}`);
  return items.filter((item) => wanted.some((word) => word !== '' && nameOf(item).includes(word)));
}
