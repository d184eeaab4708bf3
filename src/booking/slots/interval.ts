/** Instants from `from` up to but not including `until`, in epoch milliseconds. */
export interface Interval {
  readonly from: number;
  readonly until: number;
}
