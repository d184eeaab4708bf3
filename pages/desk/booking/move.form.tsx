import type { TargetedSubmitEvent } from 'preact';
import { changeAtDesk } from '../../api/desk.js';
import type { Appointment, Barber } from '../../api/shop.js';
import { Field } from '../../parts/field.js';
import { dateIn, minutesIn, wallTime } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';
import { useDraft } from '../../parts/drafts.js';
import { type Desk, undoing } from '../use-desk.js';
import { BarberField } from './barber.field.js';
import type { Checked } from './booking.dialog.js';
import { clientOf, whenOf } from './booking.words.js';
import { useInsist } from './use-insist.js';

interface Props {
  readonly booking: Appointment;
  readonly barbers: readonly Barber[];
  readonly checked: Checked;
  readonly desk: Desk;
  readonly onClose: () => void;
}

interface Wish {
  readonly date: string;
  readonly time: string;
  readonly barberId: number;
}

/** Another time or barber, for those who do not drag. */
export function MoveForm({ booking, barbers, checked, desk, onClose }: Props) {
  const timezone = booking.location.timezone;
  /** What is not changed by hand is as the booking is, also where others change that. */
  const [typed, setTyped] = useDraft<Partial<Wish>>('move', {});
  const wish: Wish = {
    date: dateIn(timezone, booking.startsAt),
    time: wallTime(minutesIn(timezone, booking.startsAt)),
    barberId: booking.barberId,
    ...typed,
  };
  const { run, message, busy, insists, reset } = useInsist<Wish>(async (to, override) => {
    const changed = await checked(changeAtDesk(booking, { ...to, timezone }, override));
    if (changed === undefined) return;
    onClose();
    desk.done({
      sentence: texts.desk.moved(clientOf(booking), whenOf(changed)),
      undo: undoing.moved(booking, changed),
    });
  });
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(wish);
  };
  const change = (part: Partial<Wish>) => {
    reset();
    setTyped({ ...typed, ...part });
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
