import { useRef, useState } from 'preact/hooks';
import { isOutdated } from '../../api/api.error.js';
import { cancelAtDesk, changeAtDesk, readBooking, reassign } from '../../api/desk.js';
import type { Appointment, Barber } from '../../api/shop.js';
import { length, price } from '../../parts/amounts.js';
import { Modal } from '../../parts/modal.js';
import { dateIn, longDay, timeIn } from '../../parts/times.js';
import { texts } from '../../texts/texts.js';
import { type Desk, undoing } from '../use-desk.js';
import { clientOf } from './booking.words.js';
import { LengthenForm } from './lengthen.form.js';
import { MoveForm } from './move.form.js';
import { useInsist } from './use-insist.js';

interface Props {
  readonly booking: Appointment;
  readonly barbers: readonly Barber[];
  readonly desk: Desk;
  readonly onClose: () => void;
}

/** @returns what a request answered; `undefined` where the booking was changed elsewhere, which the dialog then says */
export type Checked = (request: Promise<Appointment>) => Promise<Appointment | undefined>;

/** One booking and what can be done with it. */
export function BookingDialog({ booking: opened, barbers, desk, onClose }: Props) {
  const [booking, setBooking] = useState(opened);
  const [message, setMessage] = useState('');
  /** Shows what the booking has become where a request is refused as it was changed elsewhere. */
  const checked: Checked = async (request) => {
    setMessage('');
    try {
      return await request;
    } catch (error) {
      if (!isOutdated(error)) throw error;
      setBooking(await readBooking(booking.id));
      setMessage(texts.desk.changedElsewhere);
      desk.refresh();
      return undefined;
    }
  };
  const isBusy = useRef(false);
  /** Does it at once, as it can be undone; a second press while it is under way does nothing. */
  const act: Act = async (send, sentence, undo) => {
    if (isBusy.current) return;
    isBusy.current = true;
    try {
      const done = await checked(send());
      if (done === undefined) return;
      onClose();
      desk.done({ sentence, undo: () => undo(done) });
    } catch (error) {
      setMessage((error as Error).message);
    } finally {
      isBusy.current = false;
    }
  };
  return (
    <Modal title={clientOf(booking)} onClose={onClose}>
      <Facts booking={booking} />
      <p class="bad" role="alert">
        {message}
      </p>
      {booking.status === 'confirmed' ? (
        <>
          <MoveForm booking={booking} barbers={barbers} checked={checked} desk={desk} onClose={onClose} />
          <LengthenForm booking={booking} checked={checked} desk={desk} onClose={onClose} />
          <Outcomes booking={booking} act={act} />
        </>
      ) : (
        <>
          {/* The rest of the time of who was missed, or is done sooner, is free for others then. */}
          {booking.status !== 'cancelled' && (
            <LengthenForm booking={booking} checked={checked} desk={desk} onClose={onClose} />
          )}
          <ConfirmAgain booking={booking} checked={checked} desk={desk} onClose={onClose} />
        </>
      )}
    </Modal>
  );
}

function Facts({ booking }: Pick<Props, 'booking'>) {
  const { client, service, barber, location, status, durationMinutes, priceCents, currency, notes } = booking;
  const zone = location.timezone;
  return (
    <>
      <p>
        <strong>{service.name}</strong> {texts.desk.withBarber(barber.name)}
        <br />
        {longDay(dateIn(zone, booking.startsAt))}, {timeIn(zone, booking.startsAt)} –{' '}
        {timeIn(zone, booking.endsAt)}
        <br />
        <span class="quiet">
          {length(durationMinutes)} · {price(priceCents, currency)} · {texts.desk.status[status]}
        </span>
      </p>
      {client !== null && (client.phone !== null || client.email !== null) && (
        <p class="contact">
          {client.phone !== null && <a href={`tel:${client.phone}`}>{client.phone}</a>}
          {client.email !== null && <a href={`mailto:${client.email}`}>{client.email}</a>}
        </p>
      )}
      {notes !== null && <p class="notes">{notes}</p>}
    </>
  );
}

type Act = (
  send: () => Promise<Appointment>,
  sentence: string,
  undo: (done: Appointment) => Promise<unknown>,
) => Promise<void>;

interface OutcomesProps extends Pick<Props, 'booking'> {
  readonly act: Act;
}

/** What becomes of a booking; one that has not begun can be neither missed nor done. */
function Outcomes({ booking, act }: OutcomesProps) {
  const name = clientOf(booking);
  const hasBegun = Date.parse(booking.startsAt) <= Date.now();
  const mark = (status: 'completed' | 'no_show', sentence: string) =>
    void act(() => changeAtDesk(booking, { status }), sentence, setConfirmed);
  return (
    <div class="choice outcomes">
      <button
        type="button"
        onClick={() =>
          void act(
            () => reassign(booking),
            texts.desk.handedOver(name),
            async (done) => undoing.moved(booking, done)(),
          )
        }
      >
        {texts.desk.toFreeBarber}
      </button>
      {hasBegun && (
        <>
          <button type="button" onClick={() => mark('completed', texts.desk.completed(name))}>
            {texts.desk.markCompleted}
          </button>
          <button type="button" class="destructive" onClick={() => mark('no_show', texts.desk.missed(name))}>
            {texts.desk.markNoShow}
          </button>
        </>
      )}
      <button
        type="button"
        class="destructive"
        onClick={() => void act(() => cancelAtDesk(booking), texts.desk.cancelled(name), setConfirmed)}
      >
        {texts.desk.cancel}
      </button>
    </div>
  );
}

interface ConfirmProps extends Pick<Props, 'booking' | 'desk' | 'onClose'> {
  readonly checked: Checked;
}

/** Takes back how a booking ended. */
function ConfirmAgain({ booking, checked, desk, onClose }: ConfirmProps) {
  const { run, message, busy, insists } = useInsist<Appointment>(async (ended, override) => {
    const done = await checked(changeAtDesk(ended, { status: 'confirmed' }, override));
    if (done === undefined) return;
    onClose();
    desk.done({
      sentence: texts.desk.confirmedAgain(clientOf(ended)),
      undo: async () => setBack(done, ended.status),
    });
  });
  return (
    <>
      <p class="bad" role="alert">
        {message}
      </p>
      <button
        type="button"
        class={insists ? 'danger' : ''}
        aria-disabled={busy}
        onClick={() => void run(booking)}
      >
        {insists ? texts.desk.doItAnyway : texts.desk.backToConfirmed}
      </button>
    </>
  );
}

/** One that was cancelled had its time before, whatever the limits of its client are. */
async function setConfirmed(done: Appointment): Promise<Appointment> {
  return changeAtDesk(done, { status: 'confirmed' }, done.status === 'cancelled' ? ['limits'] : []);
}

async function setBack(done: Appointment, status: Appointment['status']): Promise<Appointment> {
  return status === 'cancelled' || status === 'confirmed'
    ? cancelAtDesk(done)
    : changeAtDesk(done, { status });
}
