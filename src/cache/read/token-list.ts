import type { Address } from '../entry/address.js';
import type { TagRef } from '../entry/region.js';

type Tags = Required<Pick<Address, 'tags' | 'wide'>>;

/** Where the tokens of one entry are in the reply for a {@link TokenList}. */
export interface TokenPlaces {
  readonly tags: readonly number[];
  /** Counted from the first wide token. */
  readonly wide: readonly number[];
}

/** The tags whose tokens one READ asks for, for several entries of a shard: each tag once. */
export class TokenList implements Tags {
  readonly tags: string[] = [];
  readonly wide: TagRef[] = [];
  private readonly known = new Map<string, number>();
  private readonly knownWide = new Map<string, number>();

  /** How many tags it would have with these. */
  sizeWith(tags: readonly string[]): number {
    return tags.reduce((size, tag) => (this.known.has(tag) ? size : size + 1), this.tags.length);
  }

  add({ tags, wide }: Tags): TokenPlaces {
    return {
      tags: tags.map((tag) => this.addTag(tag)),
      wide: wide.map((ref) => placeIn(this.wide, ref, this.knownWide, wideName(ref))),
    };
  }

  /** Returns the place of its token. */
  addTag(tag: string): number {
    return placeIn(this.tags, tag, this.known, tag);
  }

  /** The tokens of an entry in the reply, wide ones last. */
  tokensAt({ tags, wide }: TokenPlaces, reply: readonly (string | null)[]): readonly (string | null)[] {
    const tokens = tags.map((place) => reply[place] ?? null);
    for (const place of wide) tokens.push(reply[this.tags.length + place] ?? null);
    return tokens;
  }
}

/** A name for each token of an address, in the order of lists of tokens: wide ones last. */
export function namesOf({ tags, wide }: Tags): string[] {
  return [...tags, ...wide.map(wideName)];
}

/** A name that no tag of the own shard has. */
const wideName = ({ shard, tag }: TagRef): string => `{${shard}} ${tag}`;

function placeIn<Each>(list: Each[], each: Each, known: Map<string, number>, name: string): number {
  let place = known.get(name);
  if (place === undefined) {
    place = list.push(each) - 1;
    known.set(name, place);
  }
  return place;
}
