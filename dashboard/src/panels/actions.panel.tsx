import { useEffect, useState } from 'preact/hooks';
import { read, send } from '../api/api.client.js';
import type { Named } from '../api/shapes.js';
import { Action } from '../parts/action.js';
import type { FormValues } from '../parts/form.values.js';
import { Panel } from '../parts/panel.js';
import { Choice, DateRange } from './action.fields.js';
import { answerSentence } from './action.words.js';

interface Props {
  readonly token: string;
  /** The values have changed: read them again. */
  readonly onDone: () => void;
}

export function Actions({ token, onDone }: Props) {
  const [barbers, setBarbers] = useState<readonly Named[]>([]);
  const [locations, setLocations] = useState<readonly Named[]>([]);
  useEffect(() => {
    const list = (path: string, set: (items: readonly Named[]) => void) =>
      read<{ items: Named[] }>(path, token).then(
        ({ items }) => set(items),
        () => undefined,
      );
    void list('barbers', setBarbers);
    void list('locations', setLocations);
  }, [token]);
  const call = async (path: string, body?: object, method = 'POST') => {
    const answer = await send(method, `cache/${path}`, { token, body });
    onDone();
    return answerSentence(answer);
  };
  return (
    <Panel title="Actions">
      <div class="actions">
        <Action
          name="Warm up"
          description="Loads the slots of the coming days for all barbers. It takes database time; one runs at a time."
          run={(value) => call('warm-up', { daysAhead: Number(value('daysAhead')) })}
        >
          <label>
            Days ahead
            <input name="daysAhead" type="number" min="1" max="62" defaultValue="7" required />
          </label>
        </Action>
        <Action
          name="Stop warm-up"
          description="Ends a warm-up that is running anywhere. What it has loaded stays."
          run={() => call('warm-up', undefined, 'DELETE')}
        />
        <Action
          name="Preload"
          description="Loads settings, hours, barbers’ weeks, and the slots of today and tomorrow."
          run={() => call('preload')}
        />
        <Action
          name="Forget all slots"
          description="The next read of every list of slots goes to the database."
          run={() => call('invalidate/all-slots')}
        />
        <Action
          name="Forget a barber"
          description="Availability, schedule, conflicts and slots of one barber."
          run={(value) => call(`invalidate/barber/${value('barberId')}`)}
        >
          <Choice name="barberId" label="Barber" of={barbers} />
        </Action>
        <Action
          name="Forget dates"
          description="Slots, schedules and conflicts of at most 62 days, of everybody or of whom you choose."
          run={(value) => call('invalidate/date-range', chosen(value))}
        >
          <DateRange />
          <Choice name="barberId" label="Barber" of={barbers} none="All barbers" />
          <Choice name="locationId" label="Location" of={locations} none="All locations" />
        </Action>
        <Action
          name="Forget business settings"
          description="Booking settings, business hours, and all slots, which rest on them."
          run={() => call('invalidate/business-settings')}
        />
      </div>
    </Panel>
  );
}

function chosen(value: FormValues): object {
  const id = (name: string) => Number(value(name)) || undefined;
  return {
    startDate: value('startDate'),
    endDate: value('endDate'),
    barberId: id('barberId'),
    locationId: id('locationId'),
  };
}
