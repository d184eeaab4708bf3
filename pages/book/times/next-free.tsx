import type { NextSlot } from '../../api/slots.js';
import { dayIn, timeIn } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';

interface Props {
  readonly next: NextSlot | null | undefined;
  readonly timezone: string;
  readonly barberName: (id: number) => string;
  readonly chosen: string | undefined;
  readonly onTake: (next: NextSlot) => void;
  /** What is said where nothing is free. */
  readonly noneFree: string;
}

/** The soonest that anybody can have, in one press. */
export function NextFree({ next, timezone, barberName, chosen, onTake, noneFree }: Props) {
  if (next === undefined) return <div class="next-free quiet">{texts.parts.loading}</div>;
  if (next === null) return <div class="next-free">{noneFree}</div>;
  return (
    <div class="next-free">
      <p>
        <span class="quiet">{texts.book.nextFree}</span>
        <strong>
          {dayIn(timezone, next.startsAt)}, {timeIn(timezone, next.startsAt)}
        </strong>
        <span class="quiet">{texts.book.withBarber(barberName(next.barberId))}</span>
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
