import { currentSpan, inSpan, runInSpan, type Span } from '../../time/spans.js';
import type { CacheAnswer } from '../entry/cache.answer.js';

/** The span of one cached read. Its load is bound to it, because loads run in the context of the batch that began them. */
export class ReadSpan {
  private constructor(
    private readonly span: Span,
    private readonly region: string,
  ) {}

  /** `undefined` if the caller is not traced. */
  static of(region: string): ReadSpan | undefined {
    const parent = currentSpan();
    return parent && new ReadSpan(parent.child('cache read', { 'cache.region': region }), region);
  }

  bind<Value>(load: () => Promise<Value>): () => Promise<Value> {
    return () => runInSpan(this.span, () => inSpan('cache load', { 'cache.region': this.region }, load));
  }

  /** Ends the span with the read's result. */
  endWith(answer: CacheAnswer | Promise<CacheAnswer>): void {
    if (!(answer instanceof Promise)) return this.end(answer);
    answer.then(
      (later) => this.end(later),
      (error: unknown) => this.span.end(error),
    );
  }

  private end({ status: { result, tier } }: CacheAnswer): void {
    this.span.set({ 'cache.result': result, 'cache.tier': tier });
    this.span.end();
  }
}
