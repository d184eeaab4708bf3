import { longDay, minutesIn, timeIn } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';
import type { ShownSlot } from './shown-slots.js';

const NOON = 12 * 60;
const EVENING = 17 * 60;

interface Props {
  readonly date: string | undefined;
  readonly timezone: string;
  readonly slots: readonly ShownSlot[] | undefined;
  /** The start that is chosen. */
  readonly chosen: string | undefined;
  readonly onChoose: (slot: ShownSlot) => void;
}

/** The times of a day by its parts. What is taken stays where it was, so that nothing moves under a finger. */
export function SlotList({ date, timezone, slots, chosen, onChoose }: Props) {
  if (date === undefined) return <p class="quiet">{texts.book.chooseDay}</p>;
  return (
    <div class="slots">
      <h3>{texts.book.timesOn(longDay(date))}</h3>
      {slots === undefined && <p class="quiet">{texts.parts.loading}</p>}
      {slots?.every(({ isFree }) => !isFree) && <p class="quiet">{texts.book.fullDay}</p>}
      {partsOf(slots ?? [], timezone).map(({ name, slots: part }) => (
        <section key={name} aria-label={name}>
          <h4>{name}</h4>
          <ul>
            {part.map((slot) => (
              <li key={slot.startsAt}>
                <button
                  type="button"
                  aria-pressed={slot.startsAt === chosen}
                  aria-disabled={!slot.isFree}
                  onClick={() => slot.isFree && onChoose(slot)}
                >
                  {timeIn(timezone, slot.startsAt)}
                  {!slot.isFree && <span class="unseen"> {texts.book.taken}</span>}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function partsOf(slots: readonly ShownSlot[], timezone: string) {
  const at = ({ startsAt }: ShownSlot) => minutesIn(timezone, startsAt);
  return [
    { name: texts.book.morning, slots: slots.filter((slot) => at(slot) < NOON) },
    { name: texts.book.afternoon, slots: slots.filter((slot) => at(slot) >= NOON && at(slot) < EVENING) },
    { name: texts.book.evening, slots: slots.filter((slot) => at(slot) >= EVENING) },
  ].filter((part) => part.slots.length > 0);
}
