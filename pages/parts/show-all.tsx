import { texts } from '../texts/texts.js';
import { count } from './format.js';

interface Props {
  /** How many there are. */
  readonly of: number;
  /** How many are shown unasked. */
  readonly most: number;
  readonly all: boolean;
  readonly onChange: (all: boolean) => void;
}

/** How long a list is is its reader's choice; nothing where all is shown anyway. */
export function ShowAll({ of, most, all, onChange }: Props) {
  if (of <= most) return null;
  return (
    <button type="button" aria-expanded={all} onClick={() => onChange(!all)}>
      {all ? texts.parts.showOnly(count(most)) : texts.parts.showAll(count(of))}
    </button>
  );
}
