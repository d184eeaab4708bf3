import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

interface Option<Value> {
  readonly value: Value;
  readonly label: ComponentChildren;
  /** In smaller type, after the label. */
  readonly hint?: ComponentChildren;
}

interface Props<Value> {
  readonly legend: string;
  readonly options: readonly Option<Value>[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
  /** How they are laid out: below each other, or as many in a row as fit. */
  readonly layout?: 'list' | 'row';
}

/** One of a few: radio buttons that look like cards, and are used by keyboard as radio buttons are. */
export function RadioCards<Value>({ legend, options, chosen, onChoose, layout = 'list' }: Props<Value>) {
  const name = useId();
  const place = useRef<HTMLFieldSetElement>(null);
  // Where the cards scroll, the one that is chosen is seen.
  useLayoutEffect(() => {
    const cards = place.current;
    const card = cards?.querySelector<HTMLElement>('label:has(:checked)');
    if (cards && card) cards.scrollTop = card.offsetTop - cards.offsetTop - cards.clientHeight / 2;
  }, []);
  return (
    <fieldset ref={place} class={`cards ${layout}`}>
      <legend>{legend}</legend>
      {options.map(({ value, label, hint }) => (
        <label key={String(value)}>
          <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
          <span class="label">{label}</span>
          {hint !== undefined && <span class="hint">{hint}</span>}
        </label>
      ))}
    </fieldset>
  );
}
