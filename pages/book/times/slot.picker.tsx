import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Slot, SlotQuery } from '../../api/slots.js';
import { dateIn, timeIn } from '../../parts/times.js';
import { TroubleNotice } from '../../parts/trouble.notice.js';
import { useToday } from '../../parts/use-today.js';
import { texts } from '../../texts/texts.js';
import { MonthCalendar } from './month.calendar.js';
import { NextFree } from './next-free.js';
import { shownDays } from './shown-days.js';
import { SlotList } from './slot.list.js';
import { useSlots } from './use-slots.js';
import { ZoneChoice } from './zone.choice.js';

/** A time that was chosen, and whether it still can be had. */
export interface ChosenSlot extends Pick<Slot, 'startsAt' | 'endsAt'> {
  readonly isFree: boolean;
  /** What can be had after it: the first of that day, else of all. */
  readonly instead: Pick<Slot, 'startsAt' | 'endsAt'> | undefined;
}

interface Props {
  /** Whose times; its zone is the one that they are shown in. */
  readonly query: SlotQuery;
  readonly shopZone: string;
  readonly onZone: (zone: string) => void;
  /** The name of the barber, if it is to be one. */
  readonly barber: string | undefined;
  readonly chosen: ChosenSlot | undefined;
  readonly onChosen: (slot: ChosenSlot | undefined) => void;
  /** Counts what the page has learned of changes: a refusal by the server; it then reads the times again. */
  readonly refusals?: number;
  /** When the booking that is moved begins: no other time for it. */
  readonly own?: string;
}

/** A month, the times of a day, and the next one that is free. */
export function SlotPicker({ query, shopZone, onZone, barber, chosen, onChosen, refusals = 0, own }: Props) {
  const { timezone } = query;
  const today = useToday(timezone);
  const [month, setMonth] = useState(today.slice(0, 7));
  const [date, setDate] = useState<string>();
  const shown = shownDays(month, today);
  const { days, slots, next, trouble, refresh } = useSlots(query, shown, date);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLDivElement>(null);
  /** Whether the times of a day are awaited that was pressed. */
  const isAwaited = useRef(false);
  useLayoutEffect(() => {
    if (!isAwaited.current || slots === undefined) return;
    isAwaited.current = false;
    // On a phone they lie below what is seen; where they are seen, nothing moves.
    list.current?.querySelector('h3')?.scrollIntoView({ block: 'nearest' });
  }, [slots]);

  const show = (day: string) => {
    if (!shown.includes(day)) setMonth(day.slice(0, 7));
    setDate(day);
  };

  // The first time that is free says which day is of interest.
  useEffect(() => {
    if (!next || date !== undefined) return;
    show(next.date);
  }, [next?.date]);
  useEffect(() => {
    if (refusals > 0) void refresh();
  }, [refusals]);

  // What was chosen may be taken, and come back.
  useEffect(() => {
    if (chosen === undefined || slots === undefined) return;
    const isShown = dateIn(timezone, chosen.startsAt) === date;
    const isFree = isShown
      ? slots.some((slot) => slot.isFree && slot.startsAt === chosen.startsAt)
      : chosen.isFree;
    const later = isShown ? slots.find((slot) => slot.isFree && slot.startsAt > chosen.startsAt) : undefined;
    const instead = later ?? next ?? undefined;
    const isNews = isFree !== chosen.isFree;
    if (isNews || instead?.startsAt !== chosen.instead?.startsAt) onChosen({ ...chosen, isFree, instead });
    if (!isNews) return;
    const time = timeIn(timezone, chosen.startsAt);
    setSaid(isFree ? texts.book.freeAgain(time) : texts.book.noLongerFree(time));
  }, [slots, next, chosen?.startsAt, chosen?.isFree]);

  const choose = ({ startsAt, endsAt }: Pick<Slot, 'startsAt' | 'endsAt'>) => {
    setSaid('');
    show(dateIn(timezone, startsAt));
    onChosen({ startsAt, endsAt, isFree: true, instead: undefined });
  };

  return (
    <div class="picker">
      {(own === undefined || next?.startsAt !== own) && (
        <NextFree
          next={next}
          timezone={timezone}
          barber={barber}
          chosen={chosen?.startsAt}
          onTake={choose}
          noneFree={own === undefined ? texts.book.noneFree : texts.book.noneFreeToMove}
        />
      )}
      <ZoneChoice shopZone={shopZone} zone={timezone} onZone={onZone} />
      <TroubleNotice trouble={trouble} onRetry={refresh} />
      <div class="month-and-times">
        <MonthCalendar
          month={month}
          shown={shown}
          today={today}
          date={date}
          days={days}
          onMonth={setMonth}
          onDate={(day) => {
            isAwaited.current = day !== date;
            setDate(day);
          }}
        />
        <div ref={list}>
          <SlotList
            date={date}
            timezone={timezone}
            slots={slots?.filter(({ startsAt }) => startsAt !== own)}
            chosen={chosen?.startsAt}
            onChoose={choose}
          />
          <p role="status" class="said">
            {said}
          </p>
        </div>
      </div>
    </div>
  );
}
