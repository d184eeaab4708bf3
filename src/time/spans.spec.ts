import { afterEach, describe, expect, it } from '@jest/globals';
import { currentSpan, runInSpan, type Span, traceWith } from './spans.js';

const OWN = {} as Span;

describe('the current span', () => {
  afterEach(() => traceWith(undefined));
  const found = () => runInSpan(OWN, () => currentSpan());

  it('is that of the context while a span is open, and none otherwise', () => {
    let openSpans = 1;
    traceWith({
      get openSpans() {
        return openSpans;
      },
      root: () => undefined,
    });
    expect(found()).toBe(OWN);
    openSpans = 0;
    expect(found()).toBeUndefined();
    traceWith(undefined);
    openSpans = 1;
    expect(found()).toBeUndefined();
  });
});
