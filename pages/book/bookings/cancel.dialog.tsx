import type { Appointment } from '../../api/shop.js';
import { useDraft } from '../../parts/drafts.js';
import { Field } from '../../parts/field.js';
import { Modal } from '../../parts/modal.js';
import { useSubmit } from '../../parts/use-submit.js';
import { texts } from '../../texts/texts.js';
import { sentenceOf } from './refusal.words.js';
import { When } from './when.js';

interface Props {
  readonly booking: Appointment;
  /** Whether the shop is given a reason. */
  readonly asksWhy?: boolean;
  /** @throws ApiError */
  readonly cancel: (reason: string) => Promise<void>;
  readonly onClose: () => void;
}

export function CancelDialog({ booking, asksWhy = false, cancel, onClose }: Props) {
  const [reason, setReason] = useDraft('reason', '');
  const { onSubmit, busy, message } = useSubmit(async () =>
    cancel(reason.trim()).catch((error: unknown) => {
      throw new Error(sentenceOf(error));
    }),
  );
  return (
    <Modal title={texts.book.cancelHeading} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <p>
          {booking.service.name}: <When {...booking} zone={booking.location.timezone} />
        </p>
        {asksWhy && (
          <Field
            name="reason"
            label={texts.parts.optional(texts.book.reason)}
            maxLength={500}
            defaultValue={reason}
            onInput={setReason}
          />
        )}
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
