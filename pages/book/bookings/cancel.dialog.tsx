import type { Appointment } from '../../api/shop.js';
import { Field } from '../../parts/field.js';
import { Modal } from '../../parts/modal.js';
import { useSubmit } from '../../parts/use-submit.js';
import { texts } from '../../texts/texts.js';
import { When } from './when.js';

interface Props {
  readonly booking: Appointment;
  /** @throws ApiError */
  readonly cancel: (reason: string) => Promise<void>;
  readonly onClose: () => void;
}

export function CancelDialog({ booking, cancel, onClose }: Props) {
  const { onSubmit, busy, message } = useSubmit((value) => cancel(value('reason').trim()));
  return (
    <Modal title={texts.book.cancelHeading} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <p>
          {booking.service.name}: <When {...booking} zone={booking.location.timezone} />
        </p>
        <Field name="reason" label={texts.parts.optional(texts.book.reason)} maxLength={500} />
        <p class="bad" role="alert">
          {message}
        </p>
        <div class="choice">
          <button type="button" onClick={onClose}>
            {texts.book.keepIt}
          </button>
          <button class="danger" aria-disabled={busy}>
            {texts.book.cancelIt}
          </button>
        </div>
      </form>
    </Modal>
  );
}
