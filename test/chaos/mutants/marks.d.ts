import type { LineOperator, Operator } from './operators.js';

/** A place in the sources that a mutant changes. */
export interface Mark {
  readonly name: string;
  /** Path from the project's root. */
  readonly file: string;
  /** Where the comment ends, in characters from the beginning of the file. */
  readonly end: number;
  /** Whether the following line of Lua or SQL is marked, not a node of the syntax tree. */
  readonly isLine: boolean;
}

export declare function marksIn(root: string): Promise<Mark[]>;
export declare function marksOf(file: string, source: string): Mark[];
export declare function changed(source: string, mark: Mark, change: Operator | LineOperator): string;
