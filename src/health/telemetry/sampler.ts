import type { TraceSampler } from '../../config/trace-samplers.js';

/** The trace that a request continues, by its `traceparent` header (https://www.w3.org/TR/trace-context/). */
export interface RemoteParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-|$)/;

export function remoteParentOf(traceparent: string | string[] | undefined): RemoteParent | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/**
 * Decides before anything of a trace is made, so that a request which is not sampled costs next to nothing. The ratio of a new
 * trace is drawn, that of a continued one is of its trace id, so that all services decide alike.
 */
export function samplerOf(name: TraceSampler, ratio: number): (parent: RemoteParent | undefined) => boolean {
  const isParentBased = name.startsWith('parentbased_');
  const share = name.endsWith('always_on') ? 1 : name.endsWith('always_off') ? 0 : ratio;
  return (parent) => {
    if (parent === undefined) return Math.random() < share;
    if (isParentBased) return parent.isSampled;
    return Number.parseInt(parent.traceId.slice(-8), 16) / 2 ** 32 < share;
  };
}
