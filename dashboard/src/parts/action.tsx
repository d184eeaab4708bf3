import type { ComponentChildren, TargetedSubmitEvent } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { type FormValues, valuesOf } from './form.values.js';

interface Props {
  readonly name: string;
  /** What it does, and what that costs. */
  readonly description: string;
  /** Inputs, if it needs any. */
  readonly children?: ComponentChildren;
  /** Does it with what was filled in; answers the sentence to show. */
  readonly run: (values: FormValues) => Promise<string>;
}

/** A button that asks first, and then says what came of it. */
export function Action({ name, description, children, run }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const values = useRef<FormValues>(() => '');
  const id = useId();
  const [state, setState] = useState({ busy: false, failed: false, message: '' });

  const ask = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    values.current = valuesOf(event.currentTarget);
    dialog.current?.showModal();
  };
  const confirmed = async () => {
    dialog.current?.close();
    setState({ busy: true, failed: false, message: 'Running…' });
    try {
      setState({ busy: false, failed: false, message: await run(values.current) });
    } catch (error) {
      setState({ busy: false, failed: true, message: (error as Error).message });
    }
  };
  return (
    <form class="action" onSubmit={ask} aria-labelledby={id}>
      <h3 id={id}>{name}</h3>
      <p class="quiet">{description}</p>
      {children}
      <button disabled={state.busy}>{name}…</button>
      <p role="status" class={state.failed ? 'bad' : ''}>
        {state.message}
      </p>
      <dialog ref={dialog} aria-label={name}>
        <p>
          <strong>{name}?</strong>
        </p>
        <p>{description}</p>
        <div class="choice">
          <button type="button" onClick={() => dialog.current?.close()}>
            Not now
          </button>
          <button type="button" class="primary" onClick={() => void confirmed()}>
            {name}
          </button>
        </div>
      </dialog>
    </form>
  );
}
