import { Injectable } from '@nestjs/common';
import type { Region } from './region.js';

/**
 * Holds the UUID of the current cache generation: the database that the cache belongs to. A new generation makes every entry
 * invalid.
 */
@Injectable()
export class CurrentGeneration {
  private current: string | null = null;

  /** `null` until the database has been asked. */
  get uuid(): string | null {
    return this.current;
  }

  /** Returns whether it is another one than before. */
  set(uuid: string): boolean {
    const isNew = this.current !== uuid;
    this.current = uuid;
    return isNew;
  }

  /** The generation of a region's entries, as part of their stamps. */
  of({ version }: Pick<Region<never>, 'version'>): string {
    return `${this.current}.${version}`;
  }
}
