import { Injectable } from '@nestjs/common';
import { scope } from '../cache/read/scope.js';
import type { Caller } from './caller.js';

/** The caller of the request that the current work belongs to, for what is not passed it as an argument. */
@Injectable()
export class RequestCallers {
  private readonly callers = new WeakMap<object, Caller>();

  set(caller: Caller): void {
    const request = scope.getStore()?.request;
    if (request !== undefined) this.callers.set(request, caller);
  }

  /** `undefined` outside of a request, and in one without a token. */
  get current(): Caller | undefined {
    const request = scope.getStore()?.request;
    return request === undefined ? undefined : this.callers.get(request);
  }
}
