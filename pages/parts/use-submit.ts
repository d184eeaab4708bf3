import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { type FormValues, valuesOf } from './form.values.js';

/**
 * What a form does when it is sent: once at a time, and with a sentence where it fails.
 *
 * @param send throws an Error whose message is for people
 */
export function useSubmit(send: (value: FormValues) => Promise<void>, notice = '') {
  const [message, setMessage] = useState(notice);
  const [busy, setBusy] = useState(false);
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const values = valuesOf(event.currentTarget);
    setBusy(true);
    setMessage('');
    send(values)
      .catch((error: Error) => setMessage(error.message))
      .finally(() => setBusy(false));
  };
  return { onSubmit, busy, message };
}
