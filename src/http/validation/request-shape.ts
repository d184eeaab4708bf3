/** The largest shape of a body or a query; every known request is far smaller (a week of windows has 700 values). */
const MOST = { depth: 8, fields: 100, items: 4000, values: 5000 } as const;

/**
 * Why a request has more parts than any route takes, as the rest of a sentence ("The body …"); `undefined` if it has not.
 * To be checked before transforming and validating, whose work grows with the number of parts and recurses with the depth:
 * 64 KB hold 6,800 unknown fields, or brackets enough to exhaust the stack.
 */
export function excessIn(value: unknown): string | undefined {
  return new ShapeCheck().excess(value, MOST.depth);
}

class ShapeCheck {
  private left: number = MOST.values;

  excess(value: unknown, depth: number): string | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth === 0) return `must be nested at most ${MOST.depth} levels deep`;
    const children: unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (Array.isArray(value)) {
      if (value.length > MOST.items) return `must have at most ${MOST.items} items in a list`;
    } else if (children.length > MOST.fields) {
      return `must have at most ${MOST.fields} fields in an object`;
    }
    this.left -= children.length;
    if (this.left < 0) return `must have at most ${MOST.values} values in all`;
    for (const child of children) {
      const found = this.excess(child, depth - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
