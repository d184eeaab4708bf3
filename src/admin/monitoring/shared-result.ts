/** Work that took less is done again for the next caller. */
const CHEAP_MS = 100;
/** The result of dearer work is used for so many times as long as it took. */
const TIMES = 9;

/** Lets callers share work that grows with what is stored, so that it is done at most a tenth of the time however many ask for it. */
export class SharedResult<Value> {
  private last: Promise<Value> | undefined;
  private until = Infinity;

  /** @param now a clock that never runs backwards, in milliseconds */
  constructor(
    private readonly work: () => Promise<Value>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The result, possibly one that was begun before. Throws what the work throws. */
  get(): Promise<Value> {
    if (this.last === undefined || this.now() >= this.until) this.last = this.begin();
    return this.last;
  }

  private async begin(): Promise<Value> {
    const from = this.now();
    this.until = Infinity;
    try {
      const result = await this.work();
      const took = this.now() - from;
      this.until = this.now() + (took < CHEAP_MS ? 0 : TIMES * took);
      return result;
    } catch (error) {
      this.until = 0;
      throw error;
    }
  }
}
