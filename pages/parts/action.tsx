import type { ComponentChildren, TargetedSubmitEvent } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { Confirmation } from './confirmation.js';
import { type FormValues, valuesOf } from './form.values.js';
import { failure, NOTHING, type Outcome, OutcomeLine } from './outcome.js';

interface Props {
  readonly name: string;
  /** What it does, and what that costs. */
  readonly description: string;
  /** Whether it throws something away. */
  readonly destructive?: boolean;
  /** Inputs, if it needs any. */
  readonly children?: ComponentChildren;
  /** The question that is asked first, naming what was filled in; by default `name`. */
  readonly question?: (values: FormValues) => string;
  /** Does it with what was filled in. */
  readonly run: (values: FormValues) => Promise<Outcome>;
}

/** A button that asks first, and then says what came of it. */
export function Action({
  name,
  description,
  destructive = false,
  children,
  question = () => `${name}?`,
  run,
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const values = useRef<FormValues>(() => '');
  const id = useId();
  const [asked, setAsked] = useState('');
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState(NOTHING);

  const ask = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    values.current = valuesOf(event.currentTarget);
    setAsked(question(values.current));
    dialog.current?.showModal();
  };
  const confirmed = async () => {
    setBusy(true);
    setOutcome({ level: 'good', message: 'Running…' });
    setOutcome(await run(values.current).catch(failure));
    setBusy(false);
  };
  return (
    <form class="action" onSubmit={ask} aria-labelledby={id}>
      <h3 id={id}>{name}</h3>
      <p class="quiet">{description}</p>
      {children}
      <button disabled={busy} class={destructive ? 'destructive' : ''}>
        {name}…
      </button>
      <OutcomeLine of={outcome} />
      <Confirmation
        dialog={dialog}
        question={asked}
        description={description}
        name={name}
        destructive={destructive}
        onConfirmed={() => void confirmed()}
      />
    </form>
  );
}
