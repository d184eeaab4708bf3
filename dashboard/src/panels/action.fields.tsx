import { useState } from 'preact/hooks';
import type { Named } from '../api/shapes.js';

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly of: readonly Named[];
  /** What choosing nobody is called; without it one must be chosen. */
  readonly none?: string;
}

export function Choice({ name, label, of, none }: ChoiceProps) {
  return (
    <label>
      {label}
      <select name={name} required={none === undefined}>
        <option value="">{none ?? 'Choose…'}</option>
        {of.map((item) => (
          <option key={item.id} value={item.id}>
            {item.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Two days, the second not before the first. */
export function DateRange() {
  const [start, setStart] = useState(today);
  return (
    <>
      <label>
        From
        <input
          name="startDate"
          type="date"
          value={start}
          onInput={(event) => setStart(event.currentTarget.value)}
          required
        />
      </label>
      <label>
        To
        <input name="endDate" type="date" min={start} defaultValue={today()} required />
      </label>
    </>
  );
}

/** The operator's own day. */
function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
