import { ContextVariable } from './context-variable.js';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** An operation that is traced. Attributes never hold keys, ids or values of persons. */
export interface Span {
  child(name: string, attributes: SpanAttributes): Span;
  set(attributes: SpanAttributes): void;
  /** @param error what the operation threw; only its kind is kept */
  end(error?: unknown): void;
}

/** Begins traces; without one or an open span of it, nothing is traced and every function here costs a comparison. */
export interface SpanSource {
  /** How many spans have begun and not ended. */
  readonly openSpans: number;
  /** `undefined`: this one is not sampled. */
  root(name: string, attributes: SpanAttributes): Span | undefined;
}

let source: SpanSource | undefined;
const span = new ContextVariable<Span>();

/** Sets where traces of this process begin; `undefined` ends tracing. */
export function traceWith(next: SpanSource | undefined): void {
  source = next;
}

/** The span of the operation that runs now, if it is traced. */
export function currentSpan(): Span | undefined {
  // While nothing is traced, as between two sampled requests, not even the context is looked up.
  return source === undefined || source.openSpans === 0 ? undefined : span.current;
}

/** Runs `work` so that spans that begin inside are children of `span`. */
export function runInSpan<Result>(own: Span, work: () => Result): Result {
  return span.run(own, work);
}

/** Runs `work` in a span of its own if the operation around it is traced. */
export function inSpan<Result>(
  name: string,
  attributes: SpanAttributes,
  work: () => Promise<Result>,
): Promise<Result> {
  const parent = currentSpan();
  return parent === undefined ? work() : untilEnded(parent.child(name, attributes), work);
}

/** Runs `work` in a trace of its own, if it is sampled. */
export function inRootSpan<Result>(
  name: string,
  attributes: SpanAttributes,
  work: () => Promise<Result>,
): Promise<Result> {
  const root = source?.root(name, attributes);
  return root === undefined ? work() : untilEnded(root, work);
}

async function untilEnded<Result>(own: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await span.run(own, work);
    own.end();
    return result;
  } catch (error) {
    own.end(error);
    throw error;
  }
}
