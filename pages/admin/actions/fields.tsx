import { useState } from 'preact/hooks';
import { texts } from '../../texts/texts.js';
import type { Named } from '../api/shapes.js';

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly of: readonly Named[];
  /** The label of the empty choice; without it, one of the options must be chosen. */
  readonly none?: string;
}

export function Choice({ name, label, of, none }: ChoiceProps) {
  return (
    <label>
      {label}
      <select name={name} required={none === undefined}>
        <option value="">{none ?? texts.admin.actions.choose}</option>
        {of.map((item) => (
          <option key={item.id} value={item.id}>
            {item.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Two days, the second not before the first. @param days how many are chosen at first */
export function DateRange({ days = 1 }: { readonly days?: number }) {
  const [start, setStart] = useState(() => dayAhead(0));
  return (
    <div class="pair">
      <label>
        {texts.admin.actions.from}
        <input
          name="startDate"
          type="date"
          value={start}
          onInput={(event) => setStart(event.currentTarget.value)}
          required
        />
      </label>
      <label>
        {texts.admin.actions.to}
        <input name="endDate" type="date" min={start} defaultValue={dayAhead(days - 1)} required />
      </label>
    </div>
  );
}

/** The operator's own day. */
function dayAhead(days: number): string {
  const at = new Date();
  at.setDate(at.getDate() + days);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
