import { AsyncLocalStorage } from 'node:async_hooks';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** An operation that is traced. Attributes never hold keys, ids or values of persons. */
export interface Span {
  child(name: string, attributes: SpanAttributes): Span;
  set(attributes: SpanAttributes): void;
  /** @param error what the operation threw; only its kind is kept */
  end(error?: unknown): void;
}

/** Begins traces; without one, nothing is traced and every function here costs a comparison. */
export interface SpanSource {
  /** `undefined`: this one is not sampled. */
  root(name: string, attributes: SpanAttributes): Span | undefined;
}

let source: SpanSource | undefined;
const current = new AsyncLocalStorage<Span>();
/** Spans that have begun and not ended. */
let open = 0;

/** Sets where traces of this process begin; `undefined` ends tracing. */
export function traceWith(next: SpanSource | undefined): void {
  source = next;
}

/** The span of the operation that runs now, if it is traced. */
export function currentSpan(): Span | undefined {
  return open === 0 ? undefined : current.getStore();
}

/** Call when a span begins whose end is not that of the work of {@link inSpan}; afterwards {@link spanEnded}. */
export function spanBegan(): void {
  open++;
}

/** Without an open span the storage is off: on Node 20, each storage that is on makes every promise of the process slower. */
export function spanEnded(): void {
  if (--open === 0) current.disable();
}

/** Runs `work` so that spans that begin inside are children of `span`. */
export function runInSpan<Result>(span: Span, work: () => Result): Result {
  return current.run(span, work);
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
  const span = source?.root(name, attributes);
  return span === undefined ? work() : untilEnded(span, work);
}

async function untilEnded<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  spanBegan();
  try {
    const result = await current.run(span, work);
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  } finally {
    spanEnded();
  }
}
