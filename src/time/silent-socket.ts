import { awakeClock } from './awake-clock.js';

/**
 * Detects a server that owes replies and has sent none for too long. Only time in which the event loop ran counts: the
 * `socketTimeout` of ioredis would take a pause of this process for a silent server.
 */
export class SilentSocket {
  private owed = 0;
  private receivedAt = 0;
  private isListening = false;

  /** @param onSilence called once for each silence of `limitMs`. */
  constructor(
    private readonly limitMs: number,
    private readonly onSilence: () => void,
  ) {}

  /** Call when a command is sent. */
  sent(): void {
    if (this.owed++ === 0) this.listen();
  }

  /** Call when its reply has arrived, or can no longer arrive. */
  received(): void {
    this.owed--;
    this.receivedAt = awakeClock.now();
  }

  private listen(): void {
    this.receivedAt = awakeClock.now();
    if (!this.isListening) this.setAlarm(this.limitMs);
  }

  private setAlarm(ms: number): void {
    this.isListening = true;
    awakeClock.after(ms, (now) => this.check(now));
  }

  private check(now: number): void {
    this.isListening = false;
    if (this.owed === 0) return;
    const leftMs = this.receivedAt + this.limitMs - now;
    if (leftMs > 0) this.setAlarm(leftMs);
    else this.onSilence();
  }
}
