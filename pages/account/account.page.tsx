import type { TargetedSubmitEvent } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { answerOf, client } from '../api/client.js';
import { type FormValues, valuesOf } from '../parts/form.values.js';
import { texts } from '../texts/texts.js';

type Purpose = 'forgotten' | 'password' | 'verification';

/** What the fragment of a mailed link says; it is taken out of the address, so that it stays in no history. */
function takeLink(): { readonly token: string; readonly purpose: Purpose } {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  history.replaceState(null, '', location.pathname);
  if (token === '') return { token, purpose: 'forgotten' };
  return { token, purpose: token.startsWith('v') ? 'verification' : 'password' };
}

/** Where the links in mails lead: sets a password, or proves an e-mail address. Without a link, it asks for one. */
export function AccountPage() {
  const { token, purpose } = useMemo(takeLink, []);
  const [message, setMessage] = useState('');
  const [state, setState] = useState<'open' | 'busy' | 'done'>('open');
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = valuesOf(event.currentTarget);
    setState('busy');
    setMessage('');
    try {
      await send(purpose, token, value);
      setState('done');
    } catch (error) {
      setMessage((error as Error).message);
      setState('open');
    }
  };
  const { heading, done, action } = texts.account[purpose];
  return (
    <main>
      <h1>{heading}</h1>
      {state === 'done' ? (
        <p role="status">
          {done} <a href="/book">{texts.account.goOn}</a>
        </p>
      ) : (
        <form aria-label={heading} onSubmit={(event) => void submit(event)}>
          {purpose === 'forgotten' && (
            <label>
              {texts.parts.email}
              <input name="email" type="email" autocomplete="username" required />
            </label>
          )}
          {purpose === 'password' && (
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

async function send(purpose: Purpose, token: string, value: FormValues): Promise<void> {
  if (purpose === 'verification') {
    await answerOf(client.POST('/api/v1/auth/verify-email', { body: { token } }));
  } else if (purpose === 'password') {
    const body = { token, password: value('password') };
    await answerOf(client.POST('/api/v1/auth/reset-password', { body }));
  } else {
    await answerOf(client.POST('/api/v1/auth/forgot-password', { body: { email: value('email') } }));
  }
}
