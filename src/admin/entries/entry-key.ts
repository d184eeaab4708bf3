/** A key of the store in its parts: `{namespace}:{{shard}}:{name}`. */
export interface EntryKey {
  readonly shard: string;
  readonly name: string;
}

const PART = '[A-Za-z0-9_:.+/-]{1,200}';
const SHAPE = new RegExp(`^([A-Za-z0-9_-]{1,32}):\\{(${PART})\\}:(${PART})$`);
/** What the protocol keeps beside entries: tokens, load locks, answers to challenges. */
const NO_ENTRY = /^(tag|lease|proof):/;

/** Reads the key of an entry; `null` for anything that cannot be one: another namespace, another kind of key, other characters. */
export function parseEntryKey(key: string, namespace: string): EntryKey | null {
  const [, space, shard, name] = SHAPE.exec(key) ?? [];
  if (space !== namespace || shard === undefined || name === undefined || NO_ENTRY.test(name)) return null;
  return { shard, name };
}

export function entryKeyText({ shard, name }: EntryKey, namespace: string): string {
  return `${namespace}:{${shard}}:${name}`;
}

/** Whether an operator who searches for `prefix` means this key: it may begin with the namespace, the shard or the name. */
export function beginsWith(key: EntryKey, namespace: string, prefix: string): boolean {
  return [entryKeyText(key, namespace), `{${key.shard}}:${key.name}`, key.shard, key.name].some((text) =>
    text.startsWith(prefix),
  );
}
