/** Something to measure, and its name in the table. */
export interface Variant {
  readonly name: string;
  readonly run: () => unknown;
}

/**
 * Median milliseconds of each variant. Every round runs each once, in a changing order, so that a slow moment of the
 * machine affects all variants alike.
 */
export async function medianMs(rounds: number, variants: readonly Variant[]): Promise<Map<string, number>> {
  const times = new Map(variants.map(({ name }) => [name, [] as number[]]));
  for (let round = -Math.ceil(rounds / 10); round < rounds; round++) {
    for (let index = 0; index < variants.length; index++) {
      const { name, run } = variants[(index + Math.abs(round)) % variants.length]!;
      const start = performance.now();
      await run();
      // Rounds below zero warm up.
      if (round >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** A Markdown table; numbers are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const text = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell)));
  const isNumber = (column: number) => rows.every((row) => typeof row[column] === 'number');
  const rule = head.map((_, column) => (isNumber(column) ? '---:' : '---'));
  return [head, rule, ...text].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
