import { useState } from 'preact/hooks';
import { ApiError } from '../api/api.error.js';
import { answerOf, client } from '../api/client.js';
import type { Account } from '../api/page.session.js';
import { NewPasswordField } from '../parts/new-password.field.js';
import { SignInForm } from '../parts/sign-in.form.js';
import { SubmitLine } from '../parts/submit.line.js';
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
        <Spent sentence={message} href="/account#forgotten" action={words.again} />
      ) : (
        <form aria-label={words.heading} onSubmit={onSubmit}>
          <NewPasswordField name="password" label={texts.account.newPassword} />
          <SubmitLine busy={busy} message={message} action={words.action} />
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
        <Spent sentence={message} href="/account" action={words.again} />
      ) : (
        <form aria-label={words.heading} onSubmit={onSubmit}>
          <p>{words.about}</p>
          <SubmitLine busy={busy} message={message} action={words.action} />
        </form>
      )}
    </section>
  );
}

interface SpentProps {
  readonly sentence: string;
  readonly href: string;
  readonly action: string;
}

/** A link that leads to nothing any more, and where to get another one. */
function Spent({ sentence, href, action }: SpentProps) {
  return (
    <>
      <p class="bad" role="alert">
        {sentence}
      </p>
      <a class="button" href={href}>
        {action}
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
