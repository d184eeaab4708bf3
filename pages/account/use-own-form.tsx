import { useState } from 'preact/hooks';
import type { FormValues } from '../parts/form.values.js';
import { useSubmit } from '../parts/use-submit.js';

/**
 * A form of the account's own page: it says what came of it, and notices that the session has ended.
 *
 * @param send does it and returns what to say; throws ApiError
 * @param onError returns whether the error means that the session has ended
 */
export function useOwnForm(send: (value: FormValues) => Promise<string>, onError: (error: Error) => boolean) {
  const [said, setSaid] = useState('');
  const submit = useSubmit(async (value) => {
    setSaid('');
    try {
      setSaid(await send(value));
    } catch (error) {
      if (!onError(error as Error)) throw error;
    }
  });
  return { ...submit, said };
}

/** What came of a form: done, or why not. */
export function SaidLine({
  form: { said, message },
}: {
  readonly form: { readonly said: string; readonly message: string };
}) {
  return (
    <>
      <p class="good" role="status">
        {said}
      </p>
      <p class="bad" role="alert">
        {message}
      </p>
    </>
  );
}
