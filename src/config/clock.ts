import { Injectable } from '@nestjs/common';

/** The time of day, injected so that tests can move it. Durations are measured by `performance.now()`, never by this. */
export abstract class Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  abstract now(): number;
}

@Injectable()
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }
}
