import type { CallAddress } from './address.js';
import type { Region } from './region.js';

/** One read: its address, when it began, and how to load the value. */
export interface CacheCall {
  readonly region: Region<unknown[]>;
  readonly address: CallAddress;
  /** The database's UUID and the region's version: the part of a stamp that the store does not know. */
  readonly generation: string;
  readonly load: () => Promise<unknown>;
  /** When the read began, on `performance.now()` and in epoch ms. */
  readonly beganAt: number;
  readonly beganOn: number;
}
