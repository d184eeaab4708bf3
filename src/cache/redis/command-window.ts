/** Most commands without a reply on one connection: what Redis does within a few milliseconds, also when it is starved. */
const MOST_UNANSWERED = 16;

interface Waiting {
  readonly begin: () => void;
  readonly refuse: () => void;
  next: Waiting | undefined;
}

/**
 * Limits how many commands of a connection are unanswered; further ones wait here, in order. A burst of commands would
 * otherwise wait inside Redis, and look like a server that hangs; here it is known to be our own.
 */
export class CommandWindow {
  private unanswered = 0;
  private first: Waiting | undefined;
  private last: Waiting | undefined;

  /** Whether commands wait because of the limit. */
  get isFull(): boolean {
    return this.first !== undefined;
  }

  /** Takes one place; `false` if there is none. */
  enter(): boolean {
    // @mutant command-window-unlimited
    if (this.unanswered >= MOST_UNANSWERED) return false;
    this.unanswered++;
    return true;
  }

  /** Calls `begin`, with a place taken, when there is one; calls `refuse` if {@link refuseAll} comes first. */
  wait(begin: () => void, refuse: () => void): void {
    const own: Waiting = { begin, refuse, next: undefined };
    if (this.last === undefined) this.first = own;
    else this.last.next = own;
    this.last = own;
  }

  /** Gives a place back: the command was answered, or given up. */
  leave(): void {
    this.unanswered--;
    const { first } = this;
    if (first === undefined || !this.enter()) return;
    this.first = first.next;
    if (this.first === undefined) this.last = undefined;
    first.begin();
  }

  /** Refuses all commands that wait, because the server does not answer. */
  refuseAll(): void {
    let next = this.first;
    this.first = this.last = undefined;
    for (; next !== undefined; next = next.next) next.refuse();
  }
}
