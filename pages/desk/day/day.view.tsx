import { useEffect, useState } from 'preact/hooks';
import { isOutdated } from '../../api/api.error.js';
import {
  type BarberDay,
  changeAtDesk,
  type Override,
  readBooking,
  readDay,
  type ShopClient,
} from '../../api/desk.js';
import type { Appointment } from '../../api/shop.js';
import { timeIn } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';
import { BookingDialog } from '../booking/booking.dialog.js';
import { clientOf, whenOf } from '../booking/booking.words.js';
import { overridesFor, refusalOf } from '../booking/insist.js';
import { PhoneDialog, type Pressed } from '../booking/phone.dialog.js';
import { useDraft } from '../../parts/drafts.js';
import type { Place } from '../place.js';
import { type Desk, undoing, useRead } from '../use-desk.js';
import { DayColumns, type Refusal } from './day.columns.js';
import { DateBar } from './date.bar.js';
import { HandOverDialog } from './hand-over.dialog.js';
import type { Dragged } from './use-drag.js';
import { WalkInButton } from './walk-in.button.js';

type Open =
  | { readonly kind: 'booking'; readonly booking: Appointment }
  | { readonly kind: 'phone'; readonly date: string; readonly pressed?: Pressed }
  | { readonly kind: 'hand-over'; readonly date: string; readonly barber: BarberDay };

interface Props {
  readonly place: Place;
  readonly date: string;
  readonly version: number;
  readonly desk: Desk;
  readonly onDate: (date: string) => void;
  /** The client who is to be booked for. */
  readonly client?: ShopClient | undefined;
  readonly onClientDone: () => void;
}

/** Today, or another day, at one location. */
export function DayView({ place, date, version, desk, onDate, client, onClientDone }: Props) {
  const { location, barbers, services } = place;
  const day = useRead(() => readDay(location.id, date), `${location.id} ${date}`, version, desk.current);
  const [open, setOpen] = useDraft<Open | undefined>('day', client && { kind: 'phone', date });
  const [refusal, setRefusal] = useState<Refusal>();
  useEffect(() => setRefusal(undefined), [date]);
  const close = () => {
    // A dialog that was left while its request was under way closes no other one.
    setOpen((before) => (before === open ? undefined : before));
    onClientDone();
  };

  const move = async (dropped: Dragged, startsAt: string, override: readonly Override[] = []) => {
    const { booking, barberId } = dropped;
    setRefusal(undefined);
    desk.hide();
    try {
      const changed = await changeAtDesk(booking, { startsAt, barberId }, override);
      desk.done({
        sentence: texts.desk.moved(clientOf(booking), whenOf(changed)),
        undo: undoing.moved(booking, changed),
      });
    } catch (error) {
      if (isOutdated(error)) return showChanged(dropped, startsAt);
      const more = overridesFor(error, override);
      setRefusal({
        ...dropped,
        message: `${timeIn(location.timezone, startsAt)}: ${refusalOf(error)}`,
        insist: more.length === 0 ? undefined : () => void move(dropped, startsAt, more),
      });
    }
  };

  /** Where it was dropped: what it has become elsewhere, and the move once more. */
  const showChanged = async (dropped: Dragged, startsAt: string) => {
    desk.refresh();
    try {
      const booking = await readBooking(dropped.booking.id);
      const isConfirmed = booking.status === 'confirmed';
      const now = isConfirmed ? whenOf(booking) : texts.desk.status[booking.status];
      setRefusal({
        ...dropped,
        message: texts.desk.changedTo(clientOf(booking), now),
        insist: isConfirmed ? () => void move({ ...dropped, booking }, startsAt) : undefined,
      });
    } catch (error) {
      desk.fail(error as Error);
    }
  };

  return (
    <>
      <div class="bar">
        <DateBar date={date} timezone={location.timezone} days={1} onDate={onDate} />
        {services.length === 0 ? (
          <p>{texts.desk.noServices}</p>
        ) : (
          // Without barbers nothing can be booked.
          barbers.length > 0 && (
            <>
              <WalkInButton location={location} services={services} desk={desk} />
              <button type="button" onClick={() => setOpen({ kind: 'phone', date })}>
                {texts.desk.phoneBooking}
              </button>
            </>
          )
        )}
      </div>
      {day === undefined ? (
        <p class="quiet">{texts.parts.loading}</p>
      ) : day.barbers.length === 0 ? (
        <p>{texts.desk.noBarbers}</p>
      ) : (
        <DayColumns
          day={day}
          refusal={refusal}
          onDismiss={() => setRefusal(undefined)}
          onOpen={(booking) => setOpen({ kind: 'booking', booking })}
          onHandOver={(barber) => setOpen({ kind: 'hand-over', date, barber })}
          onEmpty={(barberId, startsAt) =>
            services.length > 0 && setOpen({ kind: 'phone', date, pressed: { barberId, startsAt } })
          }
          onMove={(dropped, startsAt) => void move(dropped, startsAt)}
        />
      )}
      {open?.kind === 'booking' && (
        <BookingDialog
          key={open.booking.id}
          booking={open.booking}
          barbers={barbers}
          desk={desk}
          onClose={close}
        />
      )}
      {open?.kind === 'phone' && (
        <PhoneDialog
          location={location}
          date={open.date}
          services={services}
          barbers={barbers}
          pressed={open.pressed}
          client={client}
          desk={desk}
          onClose={close}
        />
      )}
      {open?.kind === 'hand-over' && (
        <HandOverDialog
          barber={day?.barbers.find(({ id }) => id === open.barber.id) ?? open.barber}
          date={open.date}
          barbers={barbers}
          desk={desk}
          onClose={close}
        />
      )}
    </>
  );
}
