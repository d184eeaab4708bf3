import type { TargetedMouseEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BarberDay, Day } from '../../api/desk.js';
import type { Appointment } from '../../api/shop.js';
import { isSecond } from '../../parts/press.js';
import { timeIn } from '../../parts/times.js';
import { useKeptFocus } from '../../parts/use-kept-focus.js';
import { texts } from '../../texts/texts.js';
import { instantOf, minutesOn, placeOf, type Scale, scaleOf } from './scale.js';
import { type Dragged, useDrag } from './use-drag.js';

const QUARTER = 15;
const HOUR = 60;
/** Pixels; what is less high has one line. */
const SHORT = 37;

/** A drop that the server refused, and why: shown where it was dropped. */
export interface Refusal extends Dragged {
  readonly message: string;
  /** Does it all the same; only where staff may. */
  readonly insist: (() => void) | undefined;
}

interface Props {
  readonly day: Day;
  readonly refusal: Refusal | undefined;
  readonly onDismiss: () => void;
  readonly onOpen: (booking: Appointment) => void;
  readonly onHandOver: (barber: BarberDay) => void;
  readonly onEmpty: (barberId: number, startsAt: string) => void;
  readonly onMove: (dropped: Dragged, startsAt: string) => void;
}

/** A day by barber: when they work, who is coming, and now. */
export function DayColumns({ day, refusal, onDismiss, onOpen, onHandOver, onEmpty, onMove }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useKeptFocus(place);
  const scale = scaleOf(day);
  const drag = useDrag(scale.pixels, (dropped) =>
    onMove(dropped, instantOf(scale, scale.from + dropped.top)),
  );
  const now = useNow();
  const nowAt = minutesOn(scale, now);
  const hours = Array.from(
    { length: Math.ceil((scale.to - scale.from) / HOUR) },
    (_, index) => scale.from + index * HOUR,
  );
  // At first now is seen, or where another day begins: above it may be the whole night before.
  useLayoutEffect(() => {
    const spans = day.barbers.flatMap(({ windows, bookings }) => [...windows, ...bookings]);
    const first = Math.min(...spans.map(({ startsAt }) => minutesOn(scale, startsAt)));
    const shown = nowAt > scale.from && nowAt < scale.to ? nowAt : first;
    place.current?.scrollTo({ top: (shown - scale.from - HOUR) * scale.pixels });
  }, []);
  // Short bookings stretch the day: what is seen stays.
  const seen = useRef(scale);
  useLayoutEffect(() => {
    const { from, pixels } = seen.current;
    seen.current = scale;
    const top = place.current?.scrollTop ?? 0;
    place.current?.scrollTo({ top: (top / pixels + from - scale.from) * scale.pixels });
  }, [scale.from, scale.pixels]);
  const px = (minutes: number) => `${minutes * scale.pixels}px`;
  const onColumn = (event: TargetedMouseEvent<HTMLDivElement>, barber: BarberDay) => {
    if (event.target !== event.currentTarget || isSecond(event)) return;
    const minutes = (event.clientY - event.currentTarget.getBoundingClientRect().top) / scale.pixels;
    onEmpty(barber.id, instantOf(scale, scale.from + Math.floor(minutes / QUARTER) * QUARTER));
  };
  return (
    <div ref={place} class="day" role="group" aria-label={texts.desk.dayByBarber} tabIndex={0}>
      <div class="hours" aria-hidden="true">
        <div class="corner" />
        <div class="clock" style={{ height: px(scale.to - scale.from) }}>
          {hours.map((minutes) => (
            <span key={minutes} style={{ top: px(minutes - scale.from) }}>
              {timeIn(day.timezone, instantOf(scale, minutes))}
            </span>
          ))}
        </div>
      </div>
      {day.barbers.map((barber) => (
        <section key={barber.id} class="column" aria-label={barber.name}>
          <header>
            <h3 dir="auto" title={barber.name}>
              {barber.name}
            </h3>
            <span class="quiet">{loadOf(barber)}</span>
            <button
              type="button"
              class="icon"
              aria-label={texts.desk.handOverDayOf(barber.name)}
              title={texts.desk.handOverDayOf(barber.name)}
              aria-disabled={!hasComing(barber)}
              onClick={() => hasComing(barber) && onHandOver(barber)}
            >
              ⇄
            </button>
          </header>
          <div
            class="track"
            data-barber={barber.id}
            style={{ height: px(scale.to - scale.from), '--hour': px(HOUR) }}
            onClick={(event) => onColumn(event, barber)}
          >
            <Backdrop barber={barber} day={day} scale={scale} />
            {barber.nightBefore.bookings.map((booking) => (
              <Block
                key={booking.id}
                booking={booking}
                day={day}
                scale={scale}
                onOpen={() => onOpen(booking)}
              />
            ))}
            {barber.bookings.map((booking, index) => (
              <Block
                key={booking.id}
                booking={booking}
                next={barber.bookings[index + 1]}
                day={day}
                scale={scale}
                isDragged={drag.dragged?.booking.id === booking.id}
                handlers={drag.handlers(booking)}
                onOpen={() => !drag.isDragClick() && onOpen(booking)}
              />
            ))}
            {drag.dragged?.barberId === barber.id && (
              <Ghost {...drag.dragged} scale={scale} zone={day.timezone} />
            )}
            {refusal?.barberId === barber.id && (
              <RefusalNote refusal={refusal} top={px(refusal.top)} onDismiss={onDismiss} />
            )}
            {nowAt > scale.from && nowAt < scale.to && (
              <div class="now" style={{ top: px(nowAt - scale.from) }} aria-hidden="true" />
            )}
          </div>
        </section>
      ))}
    </div>
  );
}

interface BackdropProps {
  readonly barber: BarberDay;
  readonly day: Day;
  readonly scale: Scale;
}

function Backdrop({ barber, day, scale }: BackdropProps) {
  const place = (span: { startsAt: string; endsAt: string }) => {
    const found = placeOf(scale, span);
    return found && styleOf(scale, found);
  };
  const time = (at: string) => timeIn(day.timezone, at);
  return (
    <>
      {[...barber.nightBefore.windows, ...barber.windows].map(({ startsAt, endsAt }) => {
        const style = place({ startsAt, endsAt });
        return (
          style && (
            <div key={startsAt} class="working" style={style}>
              <span class="unseen">{texts.desk.works(time(startsAt), time(endsAt))}</span>
            </div>
          )
        );
      })}
      {barber.timeOff.map((span) => {
        const style = place(span);
        return (
          style && (
            <div key={span.startsAt} class="time-off" style={style}>
              {span.reason ?? texts.desk.timeOff}
            </div>
          )
        );
      })}
    </>
  );
}

interface BlockProps {
  readonly booking: Appointment;
  /** It may begin within one that was missed. */
  readonly next?: Appointment | undefined;
  readonly day: Day;
  readonly scale: Scale;
  readonly isDragged?: boolean;
  /** Without them it cannot be dragged: its start is not on this day. */
  readonly handlers?: ReturnType<ReturnType<typeof useDrag>['handlers']>;
  readonly onOpen: () => void;
}

function Block({ booking, next, day, scale, isDragged = false, handlers, onOpen }: BlockProps) {
  const { startsAt } = booking;
  const endsAt = next !== undefined && next.startsAt < booking.endsAt ? next.startsAt : booking.endsAt;
  const place = placeOf(scale, { startsAt, endsAt });
  if (place === undefined) return null;
  const name = booking.client?.name ?? texts.desk.walkInClient;
  return (
    <div
      class={`block ${booking.status} ${place.height * scale.pixels < SHORT ? 'short' : ''} ${isDragged ? 'dragged' : ''}`}
      style={styleOf(scale, place)}
      {...handlers}
    >
      <button type="button" data-focus={booking.id} onClick={onOpen}>
        <strong dir="auto">{name}</strong>
        <span>
          <span class="unseen">, </span>
          {timeIn(day.timezone, startsAt)} · {booking.service.name}
          {booking.status !== 'confirmed' && ` · ${texts.desk.status[booking.status]}`}
        </span>
      </button>
      {booking.status === 'confirmed' && handlers && <span class="handle" aria-hidden="true" />}
    </div>
  );
}

function Ghost({ booking, top, scale, zone }: Dragged & { readonly scale: Scale; readonly zone: string }) {
  return (
    <div class="ghost" style={styleOf(scale, { top, height: booking.durationMinutes })} aria-hidden="true">
      {timeIn(zone, instantOf(scale, scale.from + top))}
    </div>
  );
}

interface RefusalProps {
  readonly refusal: Refusal;
  readonly top: string;
  readonly onDismiss: () => void;
}

function RefusalNote({ refusal, top, onDismiss }: RefusalProps) {
  return (
    <div class="refusal" role="alert" style={{ top }}>
      <p>{refusal.message}</p>
      <div class="choice">
        <button type="button" onClick={onDismiss}>
          {texts.desk.leaveIt}
        </button>
        {refusal.insist && (
          <button type="button" class="destructive" onClick={refusal.insist}>
            {texts.desk.doItAnyway}
          </button>
        )}
      </div>
    </div>
  );
}

function hasComing({ bookings }: BarberDay): boolean {
  return bookings.some(({ status }) => status === 'confirmed');
}

function loadOf({ bookings, windows }: BarberDay): string {
  return bookings.length === 0 && windows.length === 0
    ? texts.desk.notWorking
    : texts.desk.bookings(bookings.length);
}

/** @param place in minutes */
function styleOf({ pixels }: Scale, { top, height }: { top: number; height: number }) {
  return { top: `${top * pixels}px`, height: `${height * pixels}px` };
}

/** Epoch milliseconds, each half minute. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
