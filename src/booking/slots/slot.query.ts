/** What slots are asked for. What is missing has its default: the first location, its zone, the first service, any barber. */
export interface SlotQuery {
  /** `YYYY-MM-DD`, a day of `timezone`. */
  readonly date: string;
  readonly timezone?: string | undefined;
  readonly locationId?: number | undefined;
  readonly barberId?: number | undefined;
  readonly serviceId?: number | undefined;
}
