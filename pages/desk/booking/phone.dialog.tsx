import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { bookAtDesk, type ShopClient } from '../../api/desk.js';
import type { Barber, Service, ShopLocation } from '../../api/shop.js';
import { type Slot, slotsOf } from '../../api/slots.js';
import { length } from '../../parts/amounts.js';
import { Modal } from '../../parts/modal.js';
import { longDay, minutesIn, minutesOf, shownTime, wallTime } from '../../parts/times.js';
import { isolated } from '../../texts/isolated.js';
import { texts } from '../../texts/texts.js';
import { useDraft } from '../../parts/drafts.js';
import { type Desk, undoing } from '../use-desk.js';
import { BarberField } from './barber.field.js';
import { clientOf, whenOf } from './booking.words.js';
import { ClientField, type NamedClient } from './client.field.js';
import { typedClient } from './typed-client.js';
import { useInsist } from './use-insist.js';

/** A time that was pressed in the day. */
export interface Pressed {
  readonly barberId: number;
  readonly startsAt: string;
}

interface Props {
  readonly location: ShopLocation;
  readonly date: string;
  readonly services: readonly Service[];
  readonly barbers: readonly Barber[];
  readonly pressed?: Pressed | undefined;
  readonly client?: ShopClient | undefined;
  readonly desk: Desk;
  readonly onClose: () => void;
}

interface Wish {
  readonly client: NamedClient;
  readonly serviceId: number;
  /** 0: any barber. */
  readonly barberId: number;
  readonly time: string;
}

/** A booking by phone, in three fields: who, what, when. */
export function PhoneDialog({ location, date, services, barbers, pressed, client, desk, onClose }: Props) {
  const { timezone } = location;
  const pressedTime = pressed && wallTime(minutesIn(timezone, pressed.startsAt));
  const ids = useId();
  const [wish, setWish] = useDraft<Wish>('phone', {
    client: client === undefined ? { text: '' } : { text: client.name, known: client },
    serviceId: services[0]?.id ?? 0,
    barberId: pressed?.barberId ?? 0,
    time: pressedTime ?? '',
  });
  const slots = useFreeTimes(location, date, wish.serviceId, wish.barberId || undefined);
  const time = wish.time || (slots?.[0]?.time ?? '');
  const { run, message, busy, insists, reset } = useInsist<Wish>(async (to, override) => {
    const { known, text } = to.client;
    const { name, phone, email } = typedClient(text);
    const booked = await bookAtDesk(
      {
        // A time on the clock may be there twice, where clocks change.
        ...(pressed && to.time === pressedTime ? { startsAt: pressed.startsAt } : { date, time: to.time }),
        timezone,
        locationId: location.id,
        serviceId: to.serviceId,
        ...(to.barberId > 0 && { barberId: to.barberId }),
        ...(known
          ? { clientId: known.id }
          : { client: { name, ...(phone && { phone }), ...(email && { email }) } }),
      },
      override,
    );
    onClose();
    desk.done({
      sentence: texts.desk.booked(clientOf(booked), whenOf(booked)),
      undo: undoing.booked(booked),
    });
  });
  const change = (part: Partial<Wish>) => {
    reset();
    setWish({ ...wish, ...part });
  };
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run({ ...wish, time });
  };
  return (
    <Modal title={texts.desk.phoneBooking} onClose={onClose}>
      <p class="quiet">{longDay(date)}</p>
      <form onSubmit={onSubmit}>
        <ClientField
          businessId={location.businessId}
          value={wish.client}
          onChange={(named) => change({ client: named })}
        />
        <div class="field">
          <label for={`${ids}-service`}>{texts.desk.service}</label>
          <select
            id={`${ids}-service`}
            value={wish.serviceId}
            onChange={(event) => change({ serviceId: Number(event.currentTarget.value) })}
          >
            {services.map(({ id, name, durationMinutes }) => (
              <option key={id} value={id}>
                {isolated(name)} ({length(durationMinutes)})
              </option>
            ))}
          </select>
        </div>
        <BarberField
          barbers={barbers}
          value={wish.barberId}
          takesAny
          onChange={(barberId) => change({ barberId })}
        />
        <div class="field">
          <label for={`${ids}-time`}>{texts.desk.time}</label>
          <input
            id={`${ids}-time`}
            type="time"
            required
            value={time}
            onInput={(event) => change({ time: event.currentTarget.value })}
          />
          <FreeTimes slots={slots} chosen={time} onChoose={(free) => change({ time: free })} />
        </div>
        <p class="bad" role="alert">
          {message}
        </p>
        <button class={insists ? 'danger wide' : 'primary wide'} aria-disabled={busy}>
          {insists ? texts.desk.doItAnyway : texts.desk.book}
        </button>
      </form>
    </Modal>
  );
}

interface FreeTimesProps {
  readonly slots: readonly Slot[] | undefined;
  readonly chosen: string;
  readonly onChoose: (time: string) => void;
}

function FreeTimes({ slots, chosen, onChoose }: FreeTimesProps) {
  if (slots?.length === 0) return <p class="hint">{texts.desk.noFreeTimes}</p>;
  return (
    <div class="free-times" role="group" aria-label={texts.desk.freeTimes}>
      {slots?.map(({ time, startsAt }) => (
        <button key={startsAt} type="button" aria-pressed={time === chosen} onClick={() => onChoose(time)}>
          {shownTime(minutesOf(time))}
        </button>
      ))}
    </div>
  );
}

function useFreeTimes(
  { id, timezone }: ShopLocation,
  date: string,
  serviceId: number,
  barberId: number | undefined,
) {
  const [slots, setSlots] = useState<readonly Slot[]>();
  useEffect(() => {
    let isCurrent = true;
    slotsOf({ locationId: id, serviceId, barberId, timezone }, date).then(
      (free) => isCurrent && setSlots(free),
      () => isCurrent && setSlots(undefined),
    );
    return () => {
      isCurrent = false;
    };
  }, [id, date, serviceId, barberId]);
  return slots;
}
