import { isSameClock, visitorZone, zoneName } from '../../parts/times.js';
import { RadioCards } from '../../parts/radio.cards.js';
import { texts } from '../../texts/texts.js';

interface Props {
  readonly shopZone: string;
  readonly zone: string;
  readonly onZone: (zone: string) => void;
}

/** Names the clock that times are shown on; a visitor whose own shows another time can choose. */
export function ZoneChoice({ shopZone, zone, onZone }: Props) {
  const own = visitorZone();
  if (isSameClock(shopZone, own)) return <p class="quiet zone">{texts.book.zone(zoneName(shopZone))}</p>;
  return (
    <RadioCards
      legend={texts.book.showTimes}
      layout="row"
      chosen={zone}
      onChoose={onZone}
      options={[
        { value: shopZone, label: texts.book.zoneOfShop(zoneName(shopZone)) },
        { value: own, label: texts.book.zoneOfVisitor(zoneName(own)) },
      ]}
    />
  );
}
