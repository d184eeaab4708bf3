import { addDays } from '../../parts/dates.js';
import { dateIn, longDay, shortDay } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';

interface Props {
  readonly date: string;
  readonly timezone: string;
  /** How many days are shown, and turned by. */
  readonly days: number;
  readonly onDate: (date: string) => void;
}

/** Shows which day is open, and leads to others. */
export function DateBar({ date, timezone, days, onDate }: Props) {
  const today = dateIn(timezone, Date.now());
  const name = days === 1 ? longDay(date) : `${shortDay(date)} – ${shortDay(addDays(date, days - 1))}`;
  return (
    <div class="date-bar">
      <button
        type="button"
        class="icon"
        aria-label={texts.desk.earlier}
        onClick={() => onDate(addDays(date, -days))}
      >
        ‹
      </button>
      <h2 aria-live="polite">{name}</h2>
      <button
        type="button"
        class="icon"
        aria-label={texts.desk.later}
        onClick={() => onDate(addDays(date, days))}
      >
        ›
      </button>
      <input
        type="date"
        aria-label={texts.desk.date}
        value={date}
        onChange={(event) => event.currentTarget.value && onDate(event.currentTarget.value)}
      />
      <button type="button" aria-disabled={date === today} onClick={() => onDate(today)}>
        {texts.desk.today}
      </button>
    </div>
  );
}
