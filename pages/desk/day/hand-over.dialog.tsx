import { useEffect, useState } from 'preact/hooks';
import { type BarberDay, type HandedOver, readBooking, reassign, reassignDay } from '../../api/desk.js';
import type { Appointment, Barber } from '../../api/shop.js';
import { Modal } from '../../parts/modal.js';
import { dateIn, longDay, shortDay, timeIn } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';
import { clientOf } from '../booking/booking.words.js';
import type { Desk } from '../use-desk.js';

interface Props {
  readonly barber: BarberDay;
  readonly date: string;
  readonly barbers: readonly Barber[];
  readonly desk: Desk;
  readonly onClose: () => void;
}

/** Shows who would take what a barber has on a day, and then gives it to them. */
export function HandOverDialog({ barber, date, barbers, desk, onClose }: Props) {
  const [plan, setPlan] = useState<readonly HandedOver[]>();
  /** Those of the night that begins on the day: the day itself does not have them. */
  const [later, setLater] = useState<readonly Appointment[]>([]);
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const fail = (error: Error) => setMessage(error.message);
  const find = (bookings: readonly Appointment[], id: number) => bookings.find((each) => each.id === id);
  const show = async (items: readonly HandedOver[]) => {
    const ids = items.map(({ bookingId }) => bookingId).filter((id) => !find(barber.bookings, id));
    const read = await Promise.all(ids.map(async (id) => readBooking(id).catch(() => undefined)));
    setLater(read.filter((booking) => booking !== undefined));
    setPlan(items);
  };
  useEffect(() => void reassignDay(barber.id, date, true).then(show).catch(fail), []);
  const nameOf = (id: number) => barbers.find((each) => each.id === id)?.name ?? String(id);
  const handOver = async () => {
    if (busy) return;
    setBusy(true);
    setMessage('');
    try {
      const present = await reassignDay(barber.id, date, true);
      if (JSON.stringify(present) !== JSON.stringify(plan)) {
        await show(present);
        setMessage(texts.desk.planChanged);
        setBusy(false);
        return desk.refresh();
      }
      const items = await reassignDay(barber.id, date, false);
      const moved = items.filter(({ barberId }) => barberId !== null);
      onClose();
      desk.done({
        sentence: texts.desk.dayHandedOver(barber.name, moved.length, items.length - moved.length),
        undo: async () => {
          const taken = await Promise.all(moved.map(async (item) => takeBack(item, barber.id)));
          if (taken.includes(false)) throw new Error(texts.desk.changedSince);
        },
      });
    } catch (error) {
      fail(error as Error);
      setBusy(false);
    }
  };
  const movable = plan?.filter(({ barberId }) => barberId !== null).length ?? 0;
  return (
    <Modal title={texts.desk.handOverDayOf(barber.name)} onClose={onClose}>
      <p class="quiet">{longDay(date)}</p>
      {plan === undefined && message === '' && <p class="quiet">{texts.parts.loading}</p>}
      {plan?.length === 0 && <p>{texts.desk.nothingToHandOver}</p>}
      <ul class="plan">
        {plan?.map(({ bookingId, barberId }) => {
          const booking = find([...barber.bookings, ...later], bookingId);
          return (
            booking && (
              <li key={bookingId}>
                {find(later, bookingId) && shortDay(dateIn(booking.location.timezone, booking.startsAt))}{' '}
                {timeIn(booking.location.timezone, booking.startsAt)} {clientOf(booking)}{' '}
                <strong class={barberId === null ? 'bad' : 'good'}>
                  {barberId === null ? texts.desk.noneIsFree : `→ ${nameOf(barberId)}`}
                </strong>
              </li>
            )
          );
        })}
      </ul>
      <p class="bad" role="alert">
        {message}
      </p>
      <div class="choice">
        <button type="button" onClick={onClose}>
          {movable === 0 ? texts.parts.close : texts.desk.leaveIt}
        </button>
        {movable > 0 && (
          <button type="button" class="primary" aria-disabled={busy} onClick={() => void handOver()}>
            {texts.desk.handOver(movable)}
          </button>
        )}
      </div>
    </Modal>
  );
}

/** @returns false where the booking has become another's, or is no longer to come */
async function takeBack({ bookingId, barberId }: HandedOver, from: number): Promise<boolean> {
  const booking = await readBooking(bookingId);
  if (booking.barberId !== barberId || booking.status !== 'confirmed') return false;
  await reassign(booking, from);
  return true;
}
