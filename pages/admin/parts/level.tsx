import { title } from '../../parts/format.js';
import type { Level } from '../api/shapes.js';

/** A level in words and in colour; the colour alone says nothing. */
export function LevelBadge({ level }: { readonly level: Level }) {
  return <span class={`level ${level}`}>{title(level)}</span>;
}
