import { Injectable } from '@nestjs/common';
import { PROTOCOL_VERSION } from '../cache/entry/protocol.constants.js';

/** The version of the cache protocol that this instance speaks; tests put another one in its place. */
@Injectable()
export class CacheProtocol {
  readonly version: number = PROTOCOL_VERSION;
}
