import { Env } from './env.js';

/** An environment variable that the server does not know, and the known setting whose name it resembles. */
export interface UnknownSetting {
  readonly name: string;
  readonly resembles: string;
}

/** Below this length a name has too many neighbours: `HOME` is not a misspelt `HOST`. */
const SHORT = 5;
const LONG = 9;

/**
 * Finds variables that are probably misspelt settings, such as `REDIS_ULR`: those within one or two typing errors of a
 * setting's name. Values are never read.
 */
export function unknownSettings(raw: Readonly<Record<string, unknown>>): UnknownSetting[] {
  const settings = Object.keys(new Env());
  const known = new Set(settings);
  return Object.keys(raw)
    .filter((name) => !known.has(name))
    .flatMap((name) => {
      const resembles = settings.find((setting) => isMisspelling(name, setting));
      return resembles === undefined ? [] : [{ name, resembles }];
    });
}

function isMisspelling(name: string, setting: string): boolean {
  if (setting.length < SHORT) return isSwapped(name, setting);
  return distance(name, setting) <= (setting.length < LONG ? 1 : 2);
}

/** Whether swapping two neighbouring letters of `name` gives `setting`. */
function isSwapped(name: string, setting: string): boolean {
  return Array.from({ length: Math.max(0, name.length - 1) }, (_, first) => swapped(name, first)).includes(
    setting,
  );
}

function swapped(name: string, first: number): string {
  return `${name.slice(0, first)}${name[first + 1]}${name[first]}${name.slice(first + 2)}`;
}

/** How many letters must be inserted, removed, replaced or swapped with their neighbour (optimal string alignment). */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const areSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          areSwapped ? at(beforeLast, column - 2) + 1 : Infinity,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
