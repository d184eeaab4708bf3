import { Injectable } from '@nestjs/common';
import type { Region } from './region.js';

/**
 * Holds the UUID of the current cache generation: the database that the cache belongs to. A new generation makes every entry
 * invalid.
 */
@Injectable()
export class CurrentGeneration {
  private current: string | null = null;
  /** By the region's version: always the same text, which a hit need not make and compare character by character. */
  private readonly names = new Map<number, string>();

  /** `null` until the database has been asked. */
  get uuid(): string | null {
    return this.current;
  }

  /** Returns whether it is another one than before. */
  set(uuid: string): boolean {
    const isNew = this.current !== uuid;
    this.current = uuid;
    if (isNew) this.names.clear();
    return isNew;
  }

  /** The generation of a region's entries, as part of their stamps. */
  of({ version }: Pick<Region<never>, 'version'>): string {
    let name = this.names.get(version);
    if (name === undefined) this.names.set(version, (name = `${this.current}.${version}`));
    return name;
  }
}
