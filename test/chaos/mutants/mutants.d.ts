/** A rule of the protocol, broken by a small edit of one file, and the test that must notice. */
export interface Mutant {
  readonly rule: number;
  /** What is wrong then; its line in `docs/consistency.md` says the same. */
  readonly breaks: string;
  readonly file: string;
  /** Must occur exactly once in `file`. */
  readonly find: string;
  readonly replace: string;
  readonly spec: string;
  /** A part of the test's name, as it is written in `spec`. */
  readonly test: string;
}

export declare const MUTANTS: readonly Mutant[];
