import { useState } from 'preact/hooks';
import { answerOf, client } from '../api/client.js';
import { Modal } from '../parts/modal.js';
import { useSubmit } from '../parts/use-submit.js';
import { texts } from '../texts/texts.js';
import { SaidLine, useOwnForm } from './use-own-form.js';

interface EverywhereProps {
  readonly onDone: () => void;
  /** @returns whether the error means that the session has ended */
  readonly onError: (error: Error) => boolean;
}

/** Ends all sessions of the account. */
export function SignOutEverywhere({ onDone, onError }: EverywhereProps) {
  const words = texts.account.everywhere;
  const form = useOwnForm(async () => {
    await answerOf(client.POST('/api/v1/auth/logout-all'));
    onDone();
    return '';
  }, onError);
  return (
    <form aria-label={words.heading} onSubmit={form.onSubmit}>
      <p>{words.about}</p>
      <SaidLine form={form} />
      <button aria-disabled={form.busy}>{words.action}</button>
    </form>
  );
}

interface EndProps {
  readonly onErased: () => void;
  readonly onError: (error: Error) => boolean;
}

/** Erases the person, after a question. */
export function EndAccount({ onErased, onError }: EndProps) {
  const words = texts.account.ending;
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <p>{words.about}</p>
      <button type="button" class="destructive" onClick={() => setAsking(true)}>
        {words.action}
      </button>
      {isAsking && <Question onErased={onErased} onError={onError} onClose={() => setAsking(false)} />}
    </>
  );
}

function Question({ onErased, onError, onClose }: EndProps & { readonly onClose: () => void }) {
  const words = texts.account.ending;
  const { onSubmit, busy, message } = useSubmit(async () => {
    try {
      await answerOf(client.DELETE('/api/v1/users/me'));
    } catch (error) {
      if (onError(error as Error)) return;
      throw error;
    }
    onErased();
  });
  return (
    <Modal title={words.question} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <p>{words.about}</p>
        <p class="bad" role="alert">
          {message}
        </p>
        <div class="choice">
          <button type="button" onClick={onClose}>
            {words.keep}
          </button>
          <button class="danger" aria-disabled={busy}>
            {words.now}
          </button>
        </div>
      </form>
    </Modal>
  );
}
