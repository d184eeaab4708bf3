import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { changeAtDesk } from '../../api/desk.js';
import type { Appointment, Barber } from '../../api/shop.js';
import { Field } from '../../parts/field.js';
import { dateIn, minutesIn, wallTime } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';
import { type Desk, undoing } from '../use-desk.js';
import { BarberField } from './barber.field.js';
import { clientOf, whenOf } from './booking.words.js';
import { useInsist } from './use-insist.js';

interface Props {
  readonly booking: Appointment;
  readonly barbers: readonly Barber[];
  readonly desk: Desk;
  readonly onClose: () => void;
}

/** Another time or barber, for those who do not drag. */
export function MoveForm({ booking, barbers, desk, onClose }: Props) {
  const timezone = booking.location.timezone;
  const [wish, setWish] = useState({
    date: dateIn(timezone, booking.startsAt),
    time: wallTime(minutesIn(timezone, booking.startsAt)),
    barberId: booking.barberId,
  });
  const { run, message, busy, insists, reset } = useInsist<typeof wish>(async (to, override) => {
    const changed = await changeAtDesk(booking.id, { ...to, timezone }, override);
    onClose();
    desk.done({
      sentence: texts.desk.moved(clientOf(booking), whenOf(changed)),
      undo: undoing.moved(booking),
    });
  });
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(wish);
  };
  const change = (part: Partial<typeof wish>) => {
    reset();
    setWish((before) => ({ ...before, ...part }));
  };
  return (
    <form aria-label={texts.desk.move} onSubmit={onSubmit}>
      <h3>{texts.desk.move}</h3>
      <div class="three">
        <Field
          name="date"
          type="date"
          label={texts.desk.date}
          value={wish.date}
          required
          onInput={(date) => change({ date })}
        />
        <Field
          name="time"
          type="time"
          label={texts.desk.time}
          value={wish.time}
          required
          onInput={(time) => change({ time })}
        />
        <BarberField barbers={barbers} value={wish.barberId} onChange={(barberId) => change({ barberId })} />
      </div>
      <p class="bad" role="alert">
        {message}
      </p>
      <button class={insists ? 'danger' : 'primary'} aria-disabled={busy}>
        {insists ? texts.desk.doItAnyway : texts.desk.move}
      </button>
    </form>
  );
}
