import { useState } from 'preact/hooks';
import { answerOf, client } from '../api/client.js';
import { failure, NOTHING } from '../parts/outcome.js';
import { texts } from '../texts/texts.js';

interface Props {
  readonly email: string;
  /** @returns whether the error means that the session has ended */
  readonly onError: (error: Error) => boolean;
}

/** Says that the e-mail address is not confirmed, and sends another link. */
export function Verification({ email, onError }: Props) {
  const words = texts.account.verification;
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState(NOTHING);
  const send = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await answerOf(client.POST('/api/v1/users/me/verification'));
      setOutcome({ level: 'good', message: words.sent });
    } catch (error) {
      if (!onError(error as Error)) setOutcome(failure(error));
    }
    setBusy(false);
  };
  return (
    <div class="notice warning">
      <p>{words.missing(email)}</p>
      <button type="button" aria-disabled={busy} onClick={() => void send()}>
        {words.send}
      </button>
      <p role="status" class={outcome.level}>
        {outcome.message}
      </p>
    </div>
  );
}
