import type { Address } from '../../src/cache/entry/address.js';
import {
  CacheStore,
  type Claim,
  type ClaimRequest,
  type ReadRequest,
  type Snapshot,
  type StoreRequest,
} from '../../src/cache/store/cache.store.js';
import type { TagRef } from '../../src/cache/entry/region.js';
import { Gate } from './gate.js';

export type StoreStep = 'read' | 'claim' | 'store' | 'release' | 'drop' | 'forget';

interface HeldStep {
  readonly step: StoreStep;
  readonly when: 'before' | 'after';
  readonly gate: Gate;
}

/** A store whose steps a test can count, and hold before they are sent or before their answers arrive. */
export class GatedStore extends CacheStore {
  readonly calls: Record<StoreStep, number> = { read: 0, claim: 0, store: 0, release: 0, drop: 0, forget: 0 };
  private readonly held: HeldStep[] = [];

  constructor(readonly inner: CacheStore) {
    super();
  }

  get mode(): 'redis' | 'memory' {
    return this.inner.mode;
  }

  override get isBehind(): boolean {
    return this.inner.isBehind;
  }

  override get wideAgeMs(): number {
    return this.inner.wideAgeMs;
  }

  override wideSince(address: Pick<Address, 'wide'>, tokens: readonly string[]): number {
    return this.inner.wideSince(address, tokens);
  }

  /** Holds the next call of `step`. */
  hold(step: StoreStep, when: 'before' | 'after'): Gate {
    const gate = new Gate();
    this.held.push({ step, when, gate });
    return gate;
  }

  async read(address: Address, wanted: ReadRequest): Promise<Snapshot> {
    return this.gated('read', () => this.inner.read(address, wanted));
  }

  async claim(address: Address, request: ClaimRequest): Promise<Claim> {
    return this.gated('claim', () => this.inner.claim(address, request));
  }

  async store(address: Address, request: StoreRequest): Promise<boolean> {
    return this.gated('store', () => this.inner.store(address, request));
  }

  async release(address: Address, owner: string, tokenLifeMs: number): Promise<void> {
    return this.gated('release', () => this.inner.release(address, owner, tokenLifeMs));
  }

  async drop(address: Address, own: string, ownLifeMs: number): Promise<void> {
    return this.gated('drop', () => this.inner.drop(address, own, ownLifeMs));
  }

  async forget(tags: readonly TagRef[]): Promise<void> {
    return this.gated('forget', () => this.inner.forget(tags));
  }

  private async gated<Reply>(step: StoreStep, send: () => Promise<Reply>): Promise<Reply> {
    this.calls[step]++;
    const index = this.held.findIndex((held) => held.step === step);
    const [held] = index < 0 ? [] : this.held.splice(index, 1);
    if (held?.when === 'before') await held.gate.pass();
    const reply = await send();
    if (held?.when === 'after') await held.gate.pass();
    return reply;
  }
}
