import type { ComponentChildren } from 'preact';
import type { Appointment } from '../../api/shop.js';
import { length, price } from '../../parts/amounts.js';
import { isolated } from '../../texts/isolated.js';
import { texts } from '../../texts/texts.js';
import { When } from './when.js';

interface Props {
  readonly booking: Appointment;
  /** What can be done with it. */
  readonly children?: ComponentChildren;
}

/** One booking as its client sees it. */
export function BookingCard({ booking, children }: Props) {
  const { service, barber, location, status, durationMinutes, priceCents, currency } = booking;
  return (
    <article
      class={`panel booking ${status}`}
      aria-label={texts.book.calendarTitle(service.name, barber.name)}
    >
      <h3>
        {service.name} <span class="quiet">{texts.book.withBarber(barber.name)}</span>
      </h3>
      <p>
        <When {...booking} zone={location.timezone} />
      </p>
      <p class="quiet">
        {isolated(location.name)} · {length(durationMinutes)} · {price(priceCents, currency)}
        {status !== 'confirmed' && <strong class="status"> · {texts.book.status[status]}</strong>}
      </p>
      {children && <div class="choice">{children}</div>}
    </article>
  );
}
