import type { LineOperator, Operator } from './operators.js';

/** A rule of the protocol, broken by one small change, and the test that must notice. */
export interface Mutant {
  /** The name of its mark in the sources. */
  readonly name: string;
  /** Its number in `docs/protocol.md`. */
  readonly rule: number;
  /** What is wrong then. */
  readonly breaks: string;
  readonly change: Operator | LineOperator;
  readonly spec: string;
  /** A part of the test's name, as it is written in `spec`. */
  readonly test: string;
}

export declare const MUTANTS: readonly Mutant[];

/** @throws Error if there is none of this name. */
export declare function mutantNamed(name: string): Mutant;
