import type { TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { addDays, addMonths, weekdayOf } from '../../parts/dates.js';
import { longDay, monthsOf, weekdayNames } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';

interface Props {
  /** `YYYY-MM` */
  readonly month: string;
  /** The days of the month, and of the next one if few are left. */
  readonly shown: readonly string[];
  readonly today: string;
  readonly date: string | undefined;
  /** Free starts of each day; a day that is not in it is not known yet. */
  readonly days: ReadonlyMap<string, number>;
  readonly onMonth: (month: string) => void;
  readonly onDate: (date: string) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** A month of days; arrow keys go from day to day, and Page Up and Page Down from month to month. */
export function MonthCalendar({ month, shown, today, date, days, onMonth, onDate }: Props) {
  const table = useRef<HTMLTableElement>(null);
  const focusOn = useRef<string>(undefined);
  useLayoutEffect(() => {
    const wanted = focusOn.current;
    focusOn.current = undefined;
    if (wanted !== undefined) table.current?.querySelector<HTMLElement>(`[data-date="${wanted}"]`)?.focus();
  });

  const title = monthsOf(`${month}-01`, shown.at(-1) ?? `${month}-01`);
  const isFirst = month <= today.slice(0, 7);
  const isShown = (day: string) => shown.includes(day);
  const reachable =
    date !== undefined && isShown(date) ? date : (shown.find((day) => (days.get(day) ?? 0) > 0) ?? shown[0]);
  const focus = (day: string) => {
    focusOn.current = day;
    if (isShown(day)) table.current?.querySelector<HTMLElement>(`[data-date="${day}"]`)?.focus();
    else if (day >= today.slice(0, 7)) onMonth(day.slice(0, 7));
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLButtonElement>, day: string) => {
    const step = STEPS[event.key];
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    if (step !== undefined) focus(addDays(day, step));
    else if (months !== undefined) focus(`${addMonths(day.slice(0, 7), months)}-01`);
    else return;
    event.preventDefault();
  };

  return (
    <div class="month">
      <div class="turn">
        <button
          type="button"
          class="icon"
          aria-label={texts.book.previousMonth}
          aria-disabled={isFirst}
          onClick={() => !isFirst && onMonth(addMonths(month, -1))}
        >
          ‹
        </button>
        <h3 aria-live="polite">{title}</h3>
        <button
          type="button"
          class="icon"
          aria-label={texts.book.nextMonth}
          onClick={() => onMonth(addMonths(month, 1))}
        >
          ›
        </button>
      </div>
      <table ref={table} aria-label={title}>
        <thead>
          <tr>
            {weekdayNames('long').map((name, index) => (
              <th key={name} scope="col" abbr={name}>
                <span aria-hidden="true">{weekdayNames('short')[index]}</span>
                <span class="unseen">{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(shown, today).map((week) => (
            <tr key={week[0]}>
              {week.map((day, index) =>
                day === undefined ? (
                  <td key={index} />
                ) : (
                  <td key={day}>
                    <button
                      type="button"
                      data-date={day}
                      class={`${toneOf(days.get(day))} ${day === today ? 'today' : ''}`}
                      tabIndex={day === reachable ? 0 : -1}
                      aria-pressed={day === date}
                      aria-disabled={day < today || days.get(day) === 0}
                      aria-label={nameOf(day, today, days.get(day))}
                      onClick={() => day >= today && days.get(day) !== 0 && onDate(day)}
                      onKeyDown={(event) => onKeyDown(event, day)}
                    >
                      {Number(day.slice(8))}
                    </button>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Rows of seven, Monday first; `undefined` beside the days. Weeks that are over are left out. */
function weeksOf(days: readonly string[], today: string): (string | undefined)[][] {
  const before = Array.from<undefined>({ length: weekdayOf(days[0] ?? '') - 1 });
  const cells = [...before, ...days];
  const rows = Math.ceil(cells.length / 7);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: 7 }, (_day, index) => cells[row * 7 + index]),
  ).filter((week) => week.some((day) => day !== undefined && day >= today));
}

function toneOf(free: number | undefined): string {
  if (free === undefined) return 'unknown-day';
  return free === 0 ? 'full' : free < 4 ? 'few' : 'many';
}

function nameOf(day: string, today: string, free: number | undefined): string {
  const words = [longDay(day)];
  if (day === today) words.push(texts.book.today);
  if (free !== undefined) words.push(free === 0 ? texts.book.noFreeTimes : texts.book.freeTimes(free));
  return words.join(', ');
}
