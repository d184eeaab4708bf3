import { useRef } from 'preact/hooks';
import { ApiError } from '../../api/api.error.js';
import { type Booked, bookOnline } from '../../api/guests.js';
import { RequestKeys } from '../../api/request-key.js';
import { Field } from '../../parts/field.js';
import { timeIn } from '../../parts/times.js';
import { useSubmit } from '../../parts/use-submit.js';
import { texts } from '../../texts/texts.js';
import type { BookingChoice } from '../choice.js';
import type { ChosenSlot } from '../times/slot.picker.js';
import { draftOf, type Drafts } from './drafts.js';
import { bookingOf } from './booking.wish.js';

interface Props {
  readonly choice: BookingChoice;
  readonly slot: ChosenSlot;
  readonly drafts: Drafts;
  readonly onRefused: (error: Error) => void;
  readonly onBooked: (booking: Booked) => void;
}

/** Books without an account: a name, and a way to reach them. */
export function GuestForm({ choice, slot, drafts, onRefused, onBooked }: Props) {
  const keys = useRef(new RequestKeys());
  const { onSubmit, busy, message } = useSubmit(async (value) => {
    if (!slot.isFree) return;
    const [email, phone] = [value('email').trim(), value('phone').trim()];
    if (email === '' && phone === '') throw new Error(texts.book.needAddress);
    const client = { name: value('name').trim(), ...(email && { email }), ...(phone && { phone }) };
    const body = { ...bookingOf(choice, slot, value('notes')), client };
    try {
      onBooked(await bookOnline(body, keys.current.keyOf(body)));
    } catch (error) {
      onRefused(error as Error);
      if (!(error instanceof ApiError && error.code === 'slot-taken')) throw error;
    }
  });
  const kept = (name: string) => draftOf(drafts, 'guest', name);
  return (
    <form aria-label={texts.book.asGuest} onSubmit={onSubmit}>
      <p class="quiet">{texts.book.guestHint}</p>
      <Field {...kept('name')} label={texts.parts.name} autocomplete="name" required maxLength={100} />
      <Field {...kept('email')} label={texts.parts.email} type="email" autocomplete="email" />
      <Field
        {...kept('phone')}
        label={texts.parts.phone}
        type="tel"
        autocomplete="tel"
        hint={texts.book.eitherAddress}
      />
      <Field {...kept('notes')} label={texts.parts.optional(texts.book.notes)} maxLength={2000} />
      <p class="bad" role="alert">
        {message}
      </p>
      <button class="primary" aria-disabled={busy || !slot.isFree}>
        {texts.book.confirm}: {timeIn(choice.location.timezone, slot.startsAt)}
      </button>
    </form>
  );
}
