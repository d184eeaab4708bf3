import 'reflect-metadata';
import { HttpStatus } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { CacheAnswer } from '../../cache/entry/cache.answer.js';
import { CachedResult } from '../../cache/read/cached-result.js';
import {
  currentReadScope,
  ReadScope,
  RecordedScope,
  RequestScope,
  runInReadScope,
} from '../../cache/read/read-scope.js';
import { CachedReply } from './cached-reply.js';

const NOT_MODIFIED = ApiResponse({
  status: HttpStatus.NOT_MODIFIED,
  description: 'The client’s copy, named by `If-None-Match`, is still current',
}) as MethodDecorator;

const ANSWERS_FROM_CACHE = Symbol('http:answers-from-cache');

type Handler = (this: unknown, ...args: never[]) => unknown;

/**
 * For a route whose answer is a cached read. If the handler returns the read itself, its body is sent as the cache stores it,
 * without parsing or stringifying it; any other value gets its own `ETag` and the `Cache-Status` of the least favourable read.
 *
 * It wraps the handler rather than using an interceptor, which costs a request more than the cached read does: see the
 * table in bench/README.md.
 */
export function AnswersFromCache() {
  return <Method extends (...args: never[]) => Promise<unknown>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const handler = descriptor.value as Handler | undefined;
    if (handler === undefined) return;
    const answering: Handler = function (...args) {
      const around = currentReadScope();
      if (around instanceof RecordedScope || (around instanceof RequestScope && around.begin())) {
        return replyFrom(around, handler.apply(this, args));
      }
      const scope = new ReadScope();
      return replyFrom(
        scope,
        runInReadScope(scope, () => handler.apply(this, args)),
      );
    };
    // Guards and the OpenAPI document read the method's name and the metadata of its other decorators.
    Object.defineProperty(answering, 'name', { value: handler.name });
    for (const name of Reflect.getOwnMetadataKeys(handler) as unknown[]) {
      Reflect.defineMetadata(name, Reflect.getOwnMetadata(name, handler), answering);
    }
    Reflect.defineMetadata(ANSWERS_FROM_CACHE, true, answering);
    descriptor.value = answering as unknown as Method;
    NOT_MODIFIED(target, key, descriptor);
  };
}

/** Whether the handler of a route is decorated so. */
export function answersFromCache(handler: object): boolean {
  return Reflect.hasOwnMetadata(ANSWERS_FROM_CACHE, handler);
}

function replyFrom(scope: ReadScope, result: unknown): unknown {
  return result instanceof CachedResult ? replyTo(scope, result) : finished(scope, result);
}

/** Creates no promise if the answer is already there. */
function replyTo(scope: ReadScope, { answer }: CachedResult<unknown>): CachedReply | Promise<CachedReply> {
  const replied = (read: CacheAnswer) => {
    scope.take();
    return new CachedReply(read);
  };
  return answer instanceof Promise ? answer.then(replied) : replied(answer);
}

async function finished(scope: ReadScope, result: unknown): Promise<unknown> {
  try {
    const value = await result;
    const { last, worst } = scope.take();
    if (last === undefined || worst === undefined) return value;
    return last.entry.value === value ? new CachedReply(last) : new CachedReply(worst, value);
  } finally {
    // Also releases what was read before the handler threw.
    scope.take();
  }
}
