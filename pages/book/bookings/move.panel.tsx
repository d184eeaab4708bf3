import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/api.error.js';
import type { Appointment } from '../../api/shop.js';
import { useDraft } from '../../parts/drafts.js';
import { texts } from '../../texts/texts.js';
import { type ChosenSlot, SlotPicker } from '../times/slot.picker.js';
import { sentenceOf } from './refusal.words.js';
import { whenIn } from './when.js';

interface Props {
  readonly booking: Appointment;
  /** Without an account: the server does not leave the booking out of its list of what is taken. */
  readonly isGuest?: boolean;
  /** @throws ApiError */
  readonly move: (startsAt: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Another time for a booking, with the same barber and service. */
export function MovePanel({ booking, isGuest = false, move, onClose }: Props) {
  const shopZone = booking.location.timezone;
  const [zone, setZone] = useState(shopZone);
  const [chosen, setChosen] = useDraft<ChosenSlot | undefined>('slot', undefined);
  const [refusals, setRefusals] = useState(0);
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const confirm = async ({ startsAt }: ChosenSlot) => {
    setBusy(true);
    setMessage('');
    try {
      await move(startsAt);
    } catch (error) {
      setBusy(false);
      setRefusals((before) => before + 1);
      const isTaken = error instanceof ApiError && error.code === 'slot-taken';
      setMessage(isTaken ? texts.book.takenMeanwhile : sentenceOf(error));
      if (isTaken) setChosen((before) => before && { ...before, isFree: false });
    }
  };
  return (
    <section class="panel" aria-labelledby="move">
      <h2 id="move" ref={heading} tabIndex={-1}>
        {texts.book.moveHeading}
      </h2>
      <p>{texts.book.moveFrom(whenIn(zone, booking.startsAt))}</p>
      <SlotPicker
        query={{
          locationId: booking.locationId,
          serviceId: booking.serviceId,
          barberId: booking.barberId,
          timezone: zone,
          ignoreBookingId: isGuest ? undefined : booking.id,
        }}
        shopZone={shopZone}
        onZone={setZone}
        barber={booking.barber.name}
        chosen={chosen}
        onChosen={setChosen}
        refusals={refusals}
        own={booking.startsAt}
      />
      <p class="bad" role="alert">
        {message}
      </p>
      <div class="choice">
        <button type="button" onClick={onClose}>
          {texts.book.keepIt}
        </button>
        <button
          type="button"
          class="primary"
          aria-disabled={busy || chosen?.isFree !== true}
          onClick={() => !busy && chosen?.isFree === true && void confirm(chosen)}
        >
          {chosen === undefined ? texts.book.chooseTime : texts.book.moveTo(whenIn(zone, chosen.startsAt))}
        </button>
      </div>
    </section>
  );
}
