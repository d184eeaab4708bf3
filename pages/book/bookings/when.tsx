import type { Appointment } from '../../api/shop.js';
import { dayIn, isSameClock, timeIn, visitorZone, zoneName } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';

/** `Tuesday, 14 March, 14:30` on a shop's clock. */
export function whenIn(zone: string, at: string): string {
  return `${dayIn(zone, at)}, ${timeIn(zone, at)}`;
}

type Span = Pick<Appointment, 'startsAt' | 'endsAt'> & {
  /** The shop's. */
  readonly zone: string;
};

/** A time on the shop's clock, which is named, and on the visitor's where that shows another. */
export function When({ startsAt, endsAt, zone }: Span) {
  const own = visitorZone();
  return (
    <span class="when">
      <time dateTime={startsAt}>
        {whenIn(zone, startsAt)} – {timeIn(zone, endsAt)}
      </time>
      <span class="quiet">
        {zoneName(zone, startsAt)}
        {!isSameClock(zone, own, startsAt) && ` · ${texts.book.onYourClock(whenIn(own, startsAt))}`}
      </span>
    </span>
  );
}
