import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { type Account, signInPage } from '../api/page.session.js';
import { texts } from '../texts/texts.js';
import { valuesOf } from './form.values.js';

interface Props {
  /** Why the visitor is asked, or asked again. */
  readonly notice?: string;
  readonly onSignedIn: (account: Account) => void;
}

/** Signs the page in by its cookie. */
export function SignInForm({ notice = '', onSignedIn }: Props) {
  const [message, setMessage] = useState(notice);
  const [busy, setBusy] = useState(false);
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = valuesOf(event.currentTarget);
    setBusy(true);
    setMessage('');
    try {
      onSignedIn(await signInPage(value('email'), value('password')));
    } catch (error) {
      setMessage((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form aria-label={texts.parts.signIn} onSubmit={(event) => void submit(event)}>
      <label>
        {texts.parts.email}
        <input name="email" type="email" autocomplete="username" required />
      </label>
      <label>
        {texts.parts.password}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <button class="primary" disabled={busy}>
        {texts.parts.signIn}
      </button>
      <p class="bad" role="alert">
        {message}
      </p>
    </form>
  );
}
