import type { ReplyHandlers } from './command-timeouts.js';

/**
 * Longest time between two confirmations in which only the role is asked for. A server cannot become a replica, receive
 * another server's data and be promoted in so short a time: it has to connect, and the other one to fork and to send
 * everything (10 ms at least, measured with empty servers on one machine).
 */
const ROLE_ONLY_MS = 5;

/**
 * Confirms, behind the reads of a connection, that the server which answered them is still a primary and has the epoch that
 * the connection knows (rule 22). Where the previous confirmation is less than {@link ROLE_ONLY_MS} old, the role is enough:
 * it costs a frequent reader a fifth of what the epoch costs.
 */
export class ReadConfirmation {
  /** Set it where the server denies the command that {@link confirmRole} sends: then the epoch is read every time. */
  isRoleDenied = false;
  /** When the latest confirmation was sent that has succeeded, on `performance.now()`. */
  private confirmedAt = Number.NEGATIVE_INFINITY;
  /** How long the latest confirmation took. */
  private roundTripMs = 0;

  /**
   * @param confirmRole rejects unless the server is a primary. Takes handlers, because a hit pays for each promise.
   * @param confirmEpoch rejects unless the server is a primary and has the epoch that the connection knows.
   */
  constructor(
    private readonly confirmRole: (handlers: ReplyHandlers<unknown, void>) => Promise<void>,
    private readonly confirmEpoch: () => Promise<void>,
  ) {}

  /** Sends a confirmation at once. Call it directly after the reads were sent. */
  confirm(): Promise<void> {
    // @mutant read-without-confirmation
    const sentAt = performance.now();
    // Where the role would arrive too late to be enough, the epoch saves a second round trip.
    if (this.isRoleDenied || !this.isRecent(sentAt + this.roundTripMs)) return this.byEpoch(sentAt);
    return this.confirmRole({
      onReply: () => {
        // The commands may have been on their way for long, and executed at a time when the last confirmation was old.
        return this.isRecent(performance.now()) ? this.succeeded(sentAt) : this.byEpoch(sentAt);
      },
      onError: (error) => error,
    });
  }

  private async byEpoch(sentAt: number): Promise<void> {
    await this.confirmEpoch();
    this.succeeded(sentAt);
  }

  private succeeded(sentAt: number): void {
    this.roundTripMs = performance.now() - sentAt;
    this.confirmedAt = Math.max(this.confirmedAt, sentAt);
  }

  private isRecent(now: number): boolean {
    // @mutant role-confirms-idle-connection
    return now - this.confirmedAt < ROLE_ONLY_MS;
  }
}
