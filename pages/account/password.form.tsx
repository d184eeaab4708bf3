import { useState } from 'preact/hooks';
import { ApiError } from '../api/api.error.js';
import { answerOf, client } from '../api/client.js';
import { Field } from '../parts/field.js';
import { NewPasswordField } from '../parts/new-password.field.js';
import { texts } from '../texts/texts.js';
import { SaidLine, useOwnForm } from './use-own-form.js';

interface Props {
  readonly email: string;
  readonly onError: (error: Error) => boolean;
}

/** Changes the password of the account that is signed in. */
export function PasswordForm({ email, onError }: Props) {
  const words = texts.account.change;
  // The fields are empty again after a success.
  const [round, setRound] = useState(0);
  const form = useOwnForm(async (value) => {
    const body = { currentPassword: value('current'), newPassword: value('new') };
    await answerOf(client.PUT('/api/v1/users/me/password', { body })).catch(inWords);
    setRound((before) => before + 1);
    return words.done;
  }, onError);
  return (
    <form aria-label={words.heading} onSubmit={form.onSubmit}>
      {/* Password managers read from it whose password this is. */}
      <input
        class="unseen"
        type="email"
        autocomplete="username"
        value={email}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <Field
        key={`current ${round}`}
        name="current"
        label={words.current}
        type="password"
        autocomplete="current-password"
        required
      />
      <NewPasswordField key={`new ${round}`} name="new" label={texts.account.newPassword} />
      <SaidLine form={form} />
      <button class="primary" aria-disabled={form.busy}>
        {words.action}
      </button>
    </form>
  );
}

/** A wrong present password is answered as a wrong login is, but it does not end the session. */
function inWords(error: unknown): never {
  const isWrong = error instanceof ApiError && error.code === 'invalid-credentials';
  throw isWrong ? new Error(texts.account.change.wrong) : error;
}
