import { useState } from 'preact/hooks';
import { answerOf, client } from '../api/client.js';
import { Field } from '../parts/field.js';
import { SubmitLine } from '../parts/submit.line.js';
import { useSubmit } from '../parts/use-submit.js';
import { texts } from '../texts/texts.js';

/** Asks for a link by mail that sets a new password. */
export function ForgottenForm() {
  const words = texts.account.forgotten;
  const [sentTo, setSentTo] = useState('');
  const { onSubmit, busy, message } = useSubmit(async (value) => {
    const email = value('email').trim();
    await answerOf(client.POST('/api/v1/auth/forgot-password', { body: { email } }));
    setSentTo(email);
  });
  return (
    <section class="panel narrow">
      {sentTo === '' ? (
        <form aria-label={words.heading} onSubmit={onSubmit}>
          <p>{words.about}</p>
          <Field name="email" label={texts.parts.email} type="email" autocomplete="username" required />
          <SubmitLine busy={busy} message={message} action={words.action} />
        </form>
      ) : (
        <>
          <p role="status">{words.done(sentTo)}</p>
          <button type="button" onClick={() => setSentTo('')}>
            {words.again}
          </button>
        </>
      )}
      <a class="button" href="/account">
        {texts.account.toSignIn}
      </a>
    </section>
  );
}
