import { ContextVariable } from '../../time/context-variable.js';
import { StoreWaits } from './store-waits.js';

/** What names the HTTP request that work is done for: in the log lines that the work writes, and for limits. */
export interface RequestNames {
  readonly id: string;
  /** The client's address, as limits count it. */
  readonly subscriber: string;
  /** The W3C `traceparent` header as it was received; not checked yet. */
  readonly traceparent: string | undefined;
}

/** What the current work belongs to: a request, its cached reads, a load, a job. */
export class Scope {
  /**
   * @param request default: the request of the enclosing scope
   * @param isJob whether it belongs to a job, which a request may have started; default: as the enclosing scope
   * @param storeWaits of all work for the request; default: those of the enclosing scope
   */
  constructor(
    readonly request: RequestNames | undefined = scope.current?.request,
    readonly isJob: boolean = scope.current?.isJob ?? false,
    readonly storeWaits: StoreWaits = currentStoreWaits(),
  ) {}
}

export const scope = new ContextVariable<Scope>();

/** The waits of the current request; new ones outside of a request. */
export function currentStoreWaits(): StoreWaits {
  return scope.current?.storeWaits ?? new StoreWaits();
}
