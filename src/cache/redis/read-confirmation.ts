/**
 * Longest time between two confirmations in which only the role is asked for. A server cannot become a replica, receive
 * another server's data and be promoted in so short a time: the other server has to fork and to send all of them.
 */
const ROLE_ONLY_MS = 2;
const DENIED = /NOPERM|unknown command/;

/**
 * Confirms, behind the reads of a connection, that the server which answered them is still a primary and has the epoch that
 * the connection knows (rule 22). Where the previous confirmation is less than {@link ROLE_ONLY_MS} old, the role is enough:
 * it costs a frequent reader a fifth of what the epoch costs.
 */
export class ReadConfirmation {
  /** When the latest confirmation was sent that has succeeded, on `performance.now()`. */
  private confirmedAt = Number.NEGATIVE_INFINITY;
  /** How long the latest confirmation took. */
  private roundTripMs = 0;
  private isRoleDenied = false;

  /**
   * @param confirmRole rejects unless the server is a primary.
   * @param confirmEpoch rejects unless the server is a primary and has the epoch that the connection knows.
   */
  constructor(
    private readonly confirmRole: () => Promise<unknown>,
    private readonly confirmEpoch: () => Promise<void>,
  ) {}

  /** Sends a confirmation at once. Call it directly after the reads were sent. */
  async confirm(): Promise<void> {
    const sentAt = performance.now();
    // Where the role would arrive too late to be enough, the epoch saves a second round trip.
    if (this.isRoleDenied || !this.isRecent(sentAt + this.roundTripMs)) await this.confirmEpoch();
    else await this.confirmRoleOrEpoch();
    this.roundTripMs = performance.now() - sentAt;
    this.confirmedAt = Math.max(this.confirmedAt, sentAt);
  }

  private async confirmRoleOrEpoch(): Promise<void> {
    try {
      await this.confirmRole();
    } catch (error) {
      if (!(error instanceof Error && DENIED.test(error.message))) throw error;
      this.isRoleDenied = true;
      return this.confirmEpoch();
    }
    // The commands may have been on their way for long, and executed at a time when the last confirmation was old.
    if (!this.isRecent(performance.now())) await this.confirmEpoch();
  }

  private isRecent(now: number): boolean {
    // @mutant role-confirms-idle-connection
    return now - this.confirmedAt < ROLE_ONLY_MS;
  }
}
