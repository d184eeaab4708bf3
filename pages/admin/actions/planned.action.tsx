import type { ComponentChildren, TargetedSubmitEvent } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type FormValues, valuesOf } from '../../parts/form.values.js';
import { failure, NOTHING, type Outcome, OutcomeLine } from '../../parts/outcome.js';
import { useRounds } from '../../parts/use-rounds.js';
import { texts } from '../../texts/texts.js';

interface Props {
  readonly name: string;
  /** What it is for. */
  readonly description: string;
  /** Whether it throws something away. */
  readonly destructive?: boolean;
  /** Inputs, if it needs any. */
  readonly children?: ComponentChildren;
  /** Counts what it will do with what was filled in; nothing is done yet. */
  readonly plan: (values: FormValues) => Promise<ComponentChildren>;
  /** Does it. @param values as they were planned */
  readonly run: (values: FormValues) => Promise<Outcome>;
  /** Shown while it runs. */
  readonly progress?: ComponentChildren;
}

interface Plan {
  readonly values: FormValues;
  readonly words: ComponentChildren;
}

/**
 * An action in two steps: the first says what it will do in numbers, the second does it and says what came of it. A change of
 * the inputs takes the plan back.
 */
export function PlannedAction({
  name,
  description,
  destructive = false,
  children,
  plan,
  run,
  progress,
}: Props) {
  const id = useId();
  const words = texts.admin.actions;
  const [step, setStep] = useState<'idle' | 'planning' | 'running'>('idle');
  const [planned, setPlanned] = useState<Plan | null>(null);
  const [outcome, setOutcome] = useState(NOTHING);
  /** Called by a change of the inputs too, which overtakes the plan that is under way. */
  const beginPlan = useRounds();
  const confirm = useRef<HTMLButtonElement>(null);
  const ask = useRef<HTMLButtonElement>(null);
  // Before the plan is painted: a key that is pressed as soon as it is seen confirms it, and does not ask for it again.
  useLayoutEffect(() => {
    if (planned !== null) confirm.current?.focus();
  }, [planned]);

  const begin = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (step !== 'idle') return;
    const values = valuesOf(event.currentTarget);
    const isNewest = beginPlan();
    setStep('planning');
    setOutcome({ level: 'good', message: words.planning });
    try {
      const made = { values, words: await plan(values) };
      if (isNewest()) setPlanned(made);
      setOutcome(NOTHING);
    } catch (error) {
      setOutcome(failure(error));
    }
    setStep('idle');
  };
  const confirmed = async ({ values }: Plan) => {
    setPlanned(null);
    setStep('running');
    setOutcome({ level: 'good', message: words.running });
    ask.current?.focus();
    setOutcome(await run(values).catch(failure));
    setStep('idle');
  };
  const drop = () => {
    setPlanned(null);
    ask.current?.focus();
  };
  return (
    <form
      class="action"
      aria-labelledby={id}
      onSubmit={(event) => void begin(event)}
      onInput={() => {
        beginPlan();
        setPlanned(null);
      }}
      onKeyDown={(event) => event.key === 'Escape' && planned !== null && drop()}
    >
      <h3 id={id}>{name}</h3>
      <p class="quiet">{description}</p>
      {children}
      <button ref={ask} aria-disabled={step !== 'idle'}>
        {words.what(name)}
      </button>
      {planned !== null && (
        <div class={destructive ? 'plan destructive' : 'plan'} role="group" aria-label={words.planOf(name)}>
          {planned.words}
          <div class="choice">
            <button
              ref={confirm}
              type="button"
              class={destructive ? 'danger' : 'primary'}
              onClick={() => void confirmed(planned)}
            >
              {words.now(name)}
            </button>
            <button type="button" onClick={drop}>
              {words.notNow}
            </button>
          </div>
        </div>
      )}
      {step === 'running' && progress}
      <OutcomeLine of={outcome} />
    </form>
  );
}
