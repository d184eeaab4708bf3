import { useId } from 'preact/hooks';
import type { Barber } from '../../api/shop.js';
import { texts } from '../../texts/texts.js';

interface Props {
  readonly barbers: readonly Barber[];
  /** 0: any of them. */
  readonly value: number;
  readonly takesAny?: boolean;
  readonly onChange: (id: number) => void;
}

export function BarberField({ barbers, value, takesAny = false, onChange }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{texts.desk.barber}</label>
      <select id={id} value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {takesAny && <option value={0}>{texts.desk.anyBarber}</option>}
        {barbers.map((barber) => (
          <option key={barber.id} value={barber.id}>
            {barber.name}
          </option>
        ))}
      </select>
    </div>
  );
}
