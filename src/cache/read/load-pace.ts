/** Before any load has ended, loads are taken to be quick: the time limit of those that wait tells if they are not. */
const ASSUMED_MS = 1;
/** How much the latest load counts for. */
const WEIGHT = 0.1;

/** How long a load takes at present: the moving average of those that have ended. */
export class LoadPace {
  ms = ASSUMED_MS;

  took(ms: number): void {
    this.ms += WEIGHT * (ms - this.ms);
  }
}
