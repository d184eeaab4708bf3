import type { Barber, Shop } from '../../api/shop.js';
import { length } from '../../parts/amounts.js';
import { RadioCards } from '../../parts/radio.cards.js';
import { texts } from '../../texts/texts.js';
import { barbersAt, type BookingChoice, locationsOf, priceAt, servicesAt } from '../choice.js';
import { zoneName } from '../../parts/times.js';

interface Props {
  readonly shop: Shop;
  readonly choice: BookingChoice;
  readonly onChoose: (part: { location?: number; service?: number; barber?: number | undefined }) => void;
}

/** Where, what and with whom. Where there is no choice, nothing is asked. */
export function WhatChoice({ shop, choice, onChoose }: Props) {
  const { location, service, barber } = choice;
  const locations = locationsOf(shop);
  const barbers = barbersAt(shop, location.id, service.id);
  return (
    <div class="what">
      {locations.length > 1 && (
        <RadioCards
          legend={texts.book.shop}
          chosen={location.id}
          onChoose={(id) => onChoose({ location: id })}
          options={locations.map(({ id, name, timezone }) => ({
            value: id,
            label: name,
            hint: zoneName(timezone),
          }))}
        />
      )}
      <RadioCards
        legend={texts.book.service}
        chosen={service.id}
        onChoose={(id) => onChoose({ service: id })}
        options={servicesAt(shop, location.id).map((each) => ({
          value: each.id,
          label: each.name,
          hint: `${length(each.durationMinutes)} · ${priceAt(shop, choice, each)}`,
        }))}
      />
      <RadioCards
        legend={texts.book.barber}
        layout="row"
        chosen={barber?.id}
        onChoose={(id) => onChoose({ barber: id })}
        options={[{ value: undefined, label: texts.book.anybody } as const, ...barbers.map(optionOf)]}
      />
    </div>
  );
}

function optionOf({ id, name }: Barber): { value: number | undefined; label: string } {
  return { value: id, label: name };
}
