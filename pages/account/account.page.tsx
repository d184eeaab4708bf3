import type { TargetedSubmitEvent } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { answerOf, client } from '../api/client.js';
import { valuesOf } from '../parts/form.values.js';
import { texts } from '../texts/texts.js';

/** What the fragment of a mailed link says; it is taken out of the address, so that it stays in no history. */
function takeLink(): { readonly token: string; readonly isVerification: boolean } {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  history.replaceState(null, '', location.pathname);
  return { token, isVerification: token.startsWith('v') };
}

/** Where the links in mails lead: sets a password, or proves an e-mail address. */
export function AccountPage() {
  const { token, isVerification } = useMemo(takeLink, []);
  const [message, setMessage] = useState('');
  const [state, setState] = useState<'open' | 'busy' | 'done'>('open');
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = valuesOf(event.currentTarget)('password');
    setState('busy');
    setMessage('');
    try {
      await answerOf(
        isVerification
          ? client.POST('/api/v1/auth/verify-email', { body: { token } })
          : client.POST('/api/v1/auth/reset-password', { body: { token, password } }),
      );
      setState('done');
    } catch (error) {
      setMessage((error as Error).message);
      setState('open');
    }
  };
  const { heading, done, action } = isVerification ? texts.account.verification : texts.account.password;
  return (
    <main>
      <h1>{heading}</h1>
      {state === 'done' ? (
        <p role="status">
          {done} <a href="/book">{texts.account.goOn}</a>
        </p>
      ) : (
        <form aria-label={heading} onSubmit={(event) => void submit(event)}>
          {!isVerification && (
            <label>
              {texts.account.newPassword}
              <input
                name="password"
                type="password"
                autocomplete="new-password"
                minlength={8}
                maxlength={128}
                required
              />
            </label>
          )}
          <button class="primary" disabled={state === 'busy'}>
            {action}
          </button>
          <p class="bad" role="alert">
            {message}
          </p>
        </form>
      )}
    </main>
  );
}
