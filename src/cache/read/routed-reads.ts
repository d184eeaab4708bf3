import { Injectable } from '@nestjs/common';
import type { CacheAnswer } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { StoreUnavailable } from '../entry/cache.errors.js';
import { UncacheableReads } from '../measure/uncacheable.reads.js';
import { CacheAvailability } from '../store/cache-availability.js';
import { BypassReads } from './bypass-reads.js';
import { ManyReads } from './many-reads.js';
import { ReadRecorder } from './read-recorder.js';
import { currentReadScope, ReadScope } from './read-scope.js';
import { Reader } from './reader.js';
import { Refreshes } from './refreshes.js';

/** Routes each read to the cache or past it, and records how it was answered. */
@Injectable()
export class RoutedReads {
  constructor(
    private readonly availability: CacheAvailability,
    private readonly reader: Reader,
    private readonly many: ManyReads,
    private readonly refreshes: Refreshes,
    private readonly bypass: BypassReads,
    private readonly recorder: ReadRecorder,
    private readonly uncacheable: UncacheableReads,
  ) {}

  /** The answer, if L1 has it and no store must be asked: such a hit needs no promise. */
  immediate(call: CacheCall): CacheAnswer | undefined {
    const answer = this.availability.bypassReason() === undefined ? this.reader.leased(call) : undefined;
    return answer && this.recorder.record(call, answer, currentReadScope());
  }

  /** For calls that {@link immediate} cannot answer. Throws what the load throws. @throws Overloaded */
  read(call: CacheCall): Promise<CacheAnswer> {
    const scope = currentReadScope() ?? new ReadScope();
    return this.route(call, scope, () => this.reader.read(call, scope));
  }

  /** As {@link read} for many calls whose loads can be one. Throws what the load throws. @throws Overloaded */
  async readMany(calls: readonly CacheCall[]): Promise<CacheAnswer[]> {
    if (calls.length === 0) return [];
    const scope = currentReadScope() ?? new ReadScope();
    const reason =
      this.availability.bypassReason() ??
      calls.map((call) => this.unusableKey(call)).find((problem) => problem !== undefined);
    const answers =
      reason === undefined
        ? await this.manyThroughCache(calls, scope)
        : await this.bypass.readMany(calls, reason);
    return answers.map((answer, index) => this.recorder.record(calls[index] as CacheCall, answer, scope));
  }

  private async manyThroughCache(calls: readonly CacheCall[], scope: ReadScope): Promise<CacheAnswer[]> {
    try {
      return await this.many.read(calls, scope);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return this.bypass.readMany(calls, this.availability.bypassReason());
    }
  }

  /** Loads even if there is an entry, and replaces it (rule 27). Throws what the load throws. @throws Overloaded */
  refresh(call: CacheCall): Promise<CacheAnswer> {
    const scope = currentReadScope() ?? new ReadScope();
    return this.route(call, scope, () => this.refreshes.refresh(call, scope));
  }

  /** Not async: a hit pays for each promise. */
  private route(
    call: CacheCall,
    scope: ReadScope,
    throughCache: () => Promise<CacheAnswer>,
  ): Promise<CacheAnswer> {
    const record = (answer: CacheAnswer) => this.recorder.record(call, answer, scope);
    const reason = this.availability.bypassReason() ?? this.unusableKey(call);
    if (reason !== undefined) return this.bypass.read(call, reason).then(record);
    return throughCache().then(record, (error: unknown) => {
      if (!(error instanceof StoreUnavailable)) throw error;
      return this.bypass.read(call, this.availability.bypassReason()).then(record);
    });
  }

  private unusableKey({ address, region }: CacheCall): 'uncacheable-key' | undefined {
    const { problem } = address;
    if (problem === undefined) return undefined;
    this.uncacheable.count(region.name, 'key', problem.message, problem.cause);
    // @mutant uncacheable-key-used
    return 'uncacheable-key';
  }
}
