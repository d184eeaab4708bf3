import { Injectable } from '@nestjs/common';
import { scope } from '../cache/read/scope.js';
import type { TokenHolder } from './account/token-state.js';
import type { Caller } from './caller.js';

interface Admitted {
  readonly caller: Caller;
  readonly holder: TokenHolder;
}

/** The caller of the request that the current work belongs to, for what is not passed it as an argument. */
@Injectable()
export class RequestCallers {
  private readonly admitted = new WeakMap<object, Admitted>();

  set(caller: Caller, holder: TokenHolder): void {
    const request = scope.current?.request;
    if (request !== undefined) this.admitted.set(request, { caller, holder });
  }

  /** `undefined` outside of a request, and in one without a token. */
  get current(): Caller | undefined {
    return this.ofRequest?.caller;
  }

  /** The token behind {@link current}. */
  get holder(): TokenHolder | undefined {
    return this.ofRequest?.holder;
  }

  private get ofRequest(): Admitted | undefined {
    const request = scope.current?.request;
    return request === undefined ? undefined : this.admitted.get(request);
  }
}
