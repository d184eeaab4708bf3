import { Injectable } from '@nestjs/common';
import type { TagRef } from '../entry/region.js';

/** Is notified of what may have been forgotten. Both methods must return at once. */
export interface ForgetListener {
  /** The tokens of these tags were created, renewed or removed. */
  forgotten(tags: readonly TagRef[]): void;
  /** Anything may have been forgotten: the feed was interrupted, or what is cached counts no more. */
  missed(): void;
}

/** A source of the FORGETs of other instances. */
export interface ForgetSource {
  /** Begins to listen, if it does not yet; resolves when the first attempt has succeeded or failed. Never throws. */
  start(): Promise<void>;
  /** Whether every FORGET that any instance sends is received at the moment. */
  readonly isReceiving: boolean;
}

/**
 * Reports which tags are forgotten, by this instance and, as far as the store reports it, by others (rule 31). Forgetting a tag whose token
 * does not exist is not reported, so listen for what was just read from the store.
 */
@Injectable()
export class ForgetFeed {
  private readonly listeners = new Set<ForgetListener>();
  private readonly sources: ForgetSource[] = [];

  /** Adds a source. Without one, only this instance's own FORGETs are reported. */
  add(source: ForgetSource): void {
    this.sources.push(source);
    if (this.listeners.size > 0) void source.start();
  }

  /** From now on. Resolves once every source was tried: they are opened with the first listener. Never throws. */
  async listen(listener: ForgetListener): Promise<void> {
    this.listeners.add(listener);
    await Promise.all(this.sources.map((source) => source.start()));
  }

  unlisten(listener: ForgetListener): void {
    this.listeners.delete(listener);
  }

  /** Whether the FORGETs of other instances are received as well. */
  get receivesOthers(): boolean {
    return this.sources.length > 0 && this.sources.every(({ isReceiving }) => isReceiving);
  }

  forgotten(tags: readonly TagRef[]): void {
    for (const listener of this.listeners) listener.forgotten(tags);
  }

  missed(): void {
    for (const listener of this.listeners) listener.missed();
  }
}
