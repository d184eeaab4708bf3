import { useState } from 'preact/hooks';
import { ApiError } from '../api/api.error.js';
import { answerOf, client } from '../api/client.js';
import type { Account } from '../api/page.session.js';
import { Field } from '../parts/field.js';
import { SignInForm } from '../parts/sign-in.form.js';
import { useSubmit } from '../parts/use-submit.js';
import { texts } from '../texts/texts.js';

interface Props {
  readonly token: string;
}

/** Sets a password by a mailed link: one that was forgotten, or the first one of an account that an admin made. */
export function SetPassword({ token }: Props) {
  const words = texts.account.password;
  const [isDone, setDone] = useState(false);
  const { onSubmit, busy, message, isSpent } = useLink(async (value) => {
    const body = { token, password: value('password') };
    await answerOf(client.POST('/api/v1/auth/reset-password', { body }));
    setDone(true);
  });
  if (isDone) {
    return (
      <section class="panel narrow">
        <p role="status" class="good">
          {words.done}
        </p>
        <SignInForm onSignedIn={({ role }) => location.assign(startOf(role))} />
      </section>
    );
  }
  return (
    <section class="panel narrow">
      {isSpent ? (
        <Spent sentence={message} />
      ) : (
        <form aria-label={words.heading} onSubmit={onSubmit}>
          <Field
            name="password"
            label={texts.account.newPassword}
            hint={texts.parts.passwordHint}
            type="password"
            autocomplete="new-password"
            minLength={8}
            maxLength={128}
            required
          />
          <p class="bad" role="alert">
            {message}
          </p>
          <button class="primary" disabled={busy}>
            {words.action}
          </button>
        </form>
      )}
    </section>
  );
}

/** Proves an e-mail address by a mailed link; by a press, because mail programs open links too. */
export function ConfirmAddress({ token }: Props) {
  const words = texts.account.verification;
  const [isDone, setDone] = useState(false);
  const { onSubmit, busy, message, isSpent } = useLink(async () => {
    await answerOf(client.POST('/api/v1/auth/verify-email', { body: { token } }));
    setDone(true);
  });
  return (
    <section class="panel narrow">
      {isDone ? (
        <>
          <p role="status" class="good">
            {words.done}
          </p>
          <a class="button" href="/book">
            {texts.desk.toBooking}
          </a>
        </>
      ) : isSpent ? (
        <>
          <p class="bad" role="alert">
            {message}
          </p>
          <a class="button" href="/account">
            {words.again}
          </a>
        </>
      ) : (
        <form aria-label={words.heading} onSubmit={onSubmit}>
          <p>{words.about}</p>
          <p class="bad" role="alert">
            {message}
          </p>
          <button class="primary" disabled={busy}>
            {words.action}
          </button>
        </form>
      )}
    </section>
  );
}

function Spent({ sentence }: { readonly sentence: string }) {
  return (
    <>
      <p class="bad" role="alert">
        {sentence}
      </p>
      <a class="button" href="/account#forgotten">
        {texts.account.password.again}
      </a>
    </>
  );
}

/** A form of a link, which may have been used or have expired. */
function useLink(send: Parameters<typeof useSubmit>[0]) {
  const [isSpent, setSpent] = useState(false);
  const submit = useSubmit(async (value) => {
    try {
      await send(value);
    } catch (error) {
      setSpent(error instanceof ApiError && error.code === 'invalid-token');
      throw error;
    }
  });
  return { ...submit, isSpent };
}

/** Where people of a role go on. */
function startOf(role: Account['role']): string {
  return role === 'client' ? '/book' : '/desk';
}
