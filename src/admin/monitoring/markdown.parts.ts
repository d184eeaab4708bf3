import type { TrendUnit } from './trend.series.js';

type Cell = string | number | null;

export function seconds(milliseconds: number | null): string | null {
  return milliseconds === null ? null : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A rate of no reads is not known. */
export function hitRate(of: {
  readonly hits: number;
  readonly misses: number;
  readonly hitRate: number;
}): string | null {
  return of.hits + of.misses === 0 ? null : percent(of.hitRate);
}

const IN_UNIT: Record<TrendUnit, (value: number) => string | null> = {
  boolean: (value) => (value === 1 ? 'yes' : value === 0 ? 'no' : percent(value)),
  ms,
  bytes,
  rate: percent,
  connections: String,
  'reads a minute': (value) => `${value}/min`,
};

export function inUnit(value: number | null, unit: TrendUnit): string | null {
  return value === null ? null : IN_UNIT[unit](value);
}

export function ms(value: number | null): string | null {
  return value === null ? null : `${value.toFixed(2)} ms`;
}

export function percent(share: number | null): string | null {
  return share === null ? null : `${(share * 100).toFixed(1)} %`;
}

export function bytes(size: number | null): string | null {
  return size === null ? null : `${(size / 2 ** 20).toFixed(2)} MiB`;
}

export function list(sentences: readonly string[]): string {
  return sentences.length === 0 ? 'None.' : sentences.map((sentence) => `- ${sentence}`).join('\n');
}

export function tableOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => `| ${cells.map(shown).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Escapes a cell: a pipe would end the cell, and a line break its row. */
function shown(cell: Cell): string {
  if (cell === null) return '–';
  const text = typeof cell === 'number' ? String(Number(cell.toFixed(4))) : cell;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');
}
