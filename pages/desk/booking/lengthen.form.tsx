import type { TargetedSubmitEvent } from 'preact';
import { changeAtDesk } from '../../api/desk.js';
import type { Appointment } from '../../api/shop.js';
import { length } from '../../parts/amounts.js';
import { timeIn } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';
import { useDraft } from '../../parts/drafts.js';
import { type Desk, undoing } from '../use-desk.js';
import type { Checked } from './booking.dialog.js';
import { clientOf } from './booking.words.js';
import { useInsist } from './use-insist.js';

const CHANGES = [5, 10, 15, 30, -5, -10, -15, -30];

interface Props {
  readonly booking: Appointment;
  readonly checked: Checked;
  readonly desk: Desk;
  readonly onClose: () => void;
}

/** More or less time for a booking. */
export function LengthenForm({ booking, checked, desk, onClose }: Props) {
  const [minutes, setMinutes] = useDraft('lengthen', CHANGES[1] ?? 0);
  const { run, message, busy, insists, reset } = useInsist<number>(async (by, override) => {
    const durationMinutes = booking.durationMinutes + by;
    const done = await checked(changeAtDesk(booking, { durationMinutes }, override));
    if (done === undefined) return;
    onClose();
    desk.done({
      sentence: texts.desk.lengthened(clientOf(booking), length(durationMinutes)),
      undo: undoing.moved(booking, done),
    });
  });
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(minutes);
  };
  const until = (by: number) =>
    timeIn(booking.location.timezone, new Date(Date.parse(booking.endsAt) + by * 60_000).toISOString());
  return (
    <form aria-label={texts.desk.lengthen} onSubmit={onSubmit}>
      <h3>{texts.desk.lengthen}</h3>
      <div class="choice">
        <select
          aria-label={texts.desk.lengthenBy}
          value={minutes}
          onChange={(event) => {
            reset();
            setMinutes(Number(event.currentTarget.value));
          }}
        >
          {CHANGES.filter((by) => booking.durationMinutes + by > 0).map((by) => (
            <option key={by} value={by}>
              {texts.desk.byMinutes(by, until(by))}
            </option>
          ))}
        </select>
        <button class={insists ? 'danger' : ''} aria-disabled={busy}>
          {insists ? texts.desk.doItAnyway : texts.desk.change}
        </button>
      </div>
      <p class="bad" role="alert">
        {message}
      </p>
    </form>
  );
}
