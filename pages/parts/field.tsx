import { useId } from 'preact/hooks';

interface Props {
  readonly name: string;
  readonly label: string;
  /** What to enter, below the field. */
  readonly hint?: string;
  readonly type?: 'text' | 'email' | 'password' | 'tel' | 'date' | 'time' | 'number' | 'search';
  readonly autocomplete?: string;
  readonly required?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: string | number;
  readonly step?: number;
  readonly value?: string | number;
  /** What is in it at first; what is typed then stays. */
  readonly defaultValue?: string;
  readonly onInput?: (value: string) => void;
}

/** A labelled input. */
export function Field({ label, hint, type = 'text', onInput, ...input }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- Preact has a type of attributes for each kind of input
        type={type as 'text'}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => onInput?.(event.currentTarget.value)}
        {...input}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
