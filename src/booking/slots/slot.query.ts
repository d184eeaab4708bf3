/** The parameters of a slot query. Defaults: the first location, its time zone, the first service, any barber. */
export interface SlotQuery {
  /** `YYYY-MM-DD`, a day of `timezone`. */
  readonly date: string;
  readonly timezone?: string | undefined;
  readonly locationId?: number | undefined;
  readonly barberId?: number | undefined;
  readonly serviceId?: number | undefined;
}
