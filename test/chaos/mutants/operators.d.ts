import type { Node } from 'typescript';

/** Takes the marked node and returns the node to replace, and its new text. */
export type Operator = (marked: Node) => { readonly node: Node; readonly text: string };
/** Takes the line of Lua or SQL after the mark and returns the new line. */
export type LineOperator = (line: string) => string;

export declare const condition: (value: boolean) => Operator;
export declare const withoutOperand: (index: number) => Operator;
export declare const onlyOperand: (index: number, text?: string) => Operator;
export declare const removed: () => Operator;
export declare const argument: (index: number, text: string) => Operator;
export declare const withoutPart: (index: number) => Operator;
export declare const unawaited: () => Operator;
export declare const initialiser: (text: string) => Operator;
export declare const property: (index: number, value: string | number) => Operator;
export declare const returned: (text: string) => Operator;
