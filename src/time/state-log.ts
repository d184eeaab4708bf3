import { hostname } from 'node:os';
import { SECOND_MS } from './durations.js';

const EVERY_MS = 30 * SECOND_MS;

/** Names this process in lines that concern one instance of many. */
export const INSTANCE = `${hostname()}:${process.pid}`;

/**
 * Logs the changes of a state that may change often: at most one line in 30 s for each state. A line that came too early is written
 * once its time has come, unless the state has changed back; so the last line always states the present state, half a minute late at most.
 */
export class StateLog<State extends string> {
  private readonly saidAt = new Map<State, number>();
  private present: { readonly state: State; readonly line: string } | undefined;
  private suppressed = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param shown the state that needs no line @param say writes a line */
  constructor(
    private shown: State,
    private readonly say: (line: string) => void,
    private readonly everyMs = EVERY_MS,
  ) {}

  /** Call for each change. A call that names the present state again does nothing. */
  change(state: State, line: string): void {
    if ((this.present?.state ?? this.shown) === state) return;
    this.present = { state, line };
    clearTimeout(this.timer);
    const leftMs = (this.saidAt.get(state) ?? Number.NEGATIVE_INFINITY) + this.everyMs - performance.now();
    if (leftMs <= 0) return this.write();
    this.suppressed++;
    this.timer = setTimeout(() => this.write(), leftMs);
    this.timer.unref();
  }

  /** Writes nothing any more. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private write(): void {
    if (this.present === undefined || this.present.state === this.shown) return;
    const { state, line } = this.present;
    this.shown = state;
    this.saidAt.set(state, performance.now());
    this.say(this.suppressed === 0 ? line : `${line} (${this.suppressed} changes before were not logged)`);
    this.suppressed = 0;
  }
}
