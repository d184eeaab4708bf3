import { Injectable } from '@nestjs/common';
import { JobScope, runInReadScope } from '../cache/read/read-scope.js';
import { PollLoop } from '../time/poll-loop.js';
import { SECOND_MS } from '../time/durations.js';
import { Accounts } from './account/accounts.js';
import { RequestCallers } from './request-callers.js';
import { extentOf, type RightName } from './rights.js';

/** Ends what outlives the check at the beginning of a request, such as streams, when the caller's right has ended. */
@Injectable()
export class RightsWatch {
  constructor(
    private readonly accounts: Accounts,
    private readonly callers: RequestCallers,
  ) {}

  /**
   * Reads the right of the current caller every second from now on. Calls `gone` once: when the right has ended or changed its
   * extent, and when nothing can say whether it has.
   * @returns ends the watch; call it when the stream is over
   */
  start(right: RightName, gone: () => void): () => void {
    const { current: caller, holder } = this.callers;
    if (caller === undefined || holder === undefined) return () => undefined;
    const extent = extentOf(caller.role, right);
    const loop = new PollLoop(async () => {
      // In a scope of its own: a stream lasts longer than the waits that a request may have.
      const now = await runInReadScope(new JobScope(), () => this.accounts.callerOf(holder)).catch(
        () => undefined,
      );
      const isSame =
        now !== undefined &&
        extentOf(now.role, right) === extent &&
        now.locationIds.join() === caller.locationIds.join();
      if (isSame) return;
      void loop.stop();
      gone();
    }, SECOND_MS);
    loop.start();
    return () => void loop.stop();
  }
}
