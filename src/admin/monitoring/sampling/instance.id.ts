import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** Names this process in the samples and in the list of instances; another one after each start. */
@Injectable()
export class InstanceId {
  readonly value = randomUUID();
}
