import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { signIn } from './api/session.js';
import { valuesOf } from '../parts/form.values.js';

const NOT_ADMIN = 'This account is not an admin’s: the dashboard is for admins only.';

interface Props {
  /** Why the operator is here again. */
  readonly notice: string;
  readonly onSignedIn: (token: string) => void;
}

export function SignIn({ notice, onSignedIn }: Props) {
  const [message, setMessage] = useState(notice);
  const [busy, setBusy] = useState(false);
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = valuesOf(event.currentTarget);
    setBusy(true);
    setMessage('');
    try {
      const token = await signIn(value('email'), value('password'));
      if (token === null) setMessage(NOT_ADMIN);
      else onSignedIn(token);
    } catch (error) {
      setMessage((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <h1>BookedBarber cache</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          E-mail
          <input name="email" type="email" autocomplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <button class="primary" disabled={busy}>
          Sign in
        </button>
        <p class="bad" role="alert">
          {message}
        </p>
      </form>
    </main>
  );
}
