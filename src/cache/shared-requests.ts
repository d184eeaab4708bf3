import { LEASE_MS } from './protocol.constants.js';

/** An answer, and when its question was sent, on `performance.now()`. */
export interface Answered<Result> {
  readonly result: Result;
  readonly sentAt: number;
}

interface InFlight<Result> {
  readonly sentAt: number;
  /** `undefined` once it has settled: the tables that a Map has outgrown would keep it alive (see {@link Deadlines}). */
  answer: Promise<Answered<Result>> | undefined;
}

/**
 * Questions to the store under way, shared by readers of the same key (rule 10).
 *
 * The answer may tell of any moment since the question was sent. A reader that began within one lease of that moment is
 * served: what was acknowledged before it began was forgotten more than a lease earlier. A reader that began later asks
 * for itself.
 */
export class SharedRequests<Result> {
  private readonly inFlight = new Map<string, InFlight<Result>>();

  /** @param beganAt when the reader began, on `performance.now()`. */
  ask(id: string, beganAt: number, send: () => Promise<Result>): Promise<Answered<Result>> {
    const current = this.inFlight.get(id);
    if (current?.answer !== undefined && beganAt - current.sentAt < LEASE_MS) return current.answer;
    const sentAt = performance.now();
    const own: InFlight<Result> = { sentAt, answer: undefined };
    own.answer = send().then(
      (result) => {
        this.ended(id, own);
        return { result, sentAt };
      },
      (error: unknown) => {
        this.ended(id, own);
        throw error;
      },
    );
    this.inFlight.set(id, own);
    return own.answer;
  }

  private ended(id: string, own: InFlight<Result>): void {
    own.answer = undefined;
    if (this.inFlight.get(id) === own) this.inFlight.delete(id);
  }
}
