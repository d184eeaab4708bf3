import type { NextSlot } from '../../api/slots.js';
import { dayIn, timeIn } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';

interface Props {
  readonly next: NextSlot | null | undefined;
  readonly timezone: string;
  /** The barber's name; `undefined`: anybody, and who it is is decided when it is booked. */
  readonly barber: string | undefined;
  readonly chosen: string | undefined;
  readonly onTake: (next: NextSlot) => void;
  /** What is said where nothing is free. */
  readonly noneFree: string;
}

/** The soonest that anybody can have, in one press. */
export function NextFree({ next, timezone, barber, chosen, onTake, noneFree }: Props) {
  if (next === undefined) return <div class="next-free quiet">{texts.parts.loading}</div>;
  if (next === null) return <div class="next-free">{noneFree}</div>;
  return (
    <div class="next-free">
      <p>
        <span class="quiet">{texts.book.nextFree}</span>
        <strong>
          {dayIn(timezone, next.startsAt)}, {timeIn(timezone, next.startsAt)}
        </strong>
        {barber !== undefined && <span class="quiet">{texts.book.withBarber(barber)}</span>}
      </p>
      <button
        type="button"
        class="primary"
        aria-pressed={chosen === next.startsAt}
        onClick={() => onTake(next)}
      >
        {texts.book.takeIt}
      </button>
    </div>
  );
}
