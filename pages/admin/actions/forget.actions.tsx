import { client } from '../../api/client.js';
import { count } from '../../parts/format.js';
import type { FormValues } from '../../parts/form.values.js';
import type { Outcome } from '../../parts/outcome.js';
import { texts } from '../../texts/texts.js';
import { type Operator, useOperator } from '../operator.js';
import { outcomeOf } from './answer.words.js';
import { Choice, DateRange } from './fields.js';
import { nameOf, type Places } from './places.js';
import { PlannedAction } from './planned.action.js';

interface Props {
  readonly places: Places;
  /** Something has changed: read it again. */
  readonly onDone: () => void;
}

interface Invalidation {
  readonly message: string;
  readonly invalidated: { readonly tags: number; readonly regions: readonly string[] };
}

/** What an operator may throw away, each counted before it is. */
export function ForgetActions({ places, onDone }: Props) {
  const operator = useOperator();
  const words = texts.admin.actions;
  const { barbers, locations } = places;
  const done = (answer: Invalidation): Outcome => {
    onDone();
    return outcomeOf(answer);
  };
  const steps = (
    send: (values: FormValues, dryRun: boolean) => Promise<Invalidation>,
    what: (values: FormValues) => string,
  ) => ({
    plan: async (values: FormValues) => {
      const [answer, entries] = await Promise.all([send(values, true), entriesOf(operator)]);
      return <PlanWords what={what(values)} of={answer} entries={entries(answer.invalidated.regions)} />;
    },
    run: async (values: FormValues) => done(await send(values, false)),
  });
  const query = (dryRun: boolean) => ({ query: { dryRun } });
  return (
    <>
      <PlannedAction
        name={words.allSlots.name}
        description={words.allSlots.about}
        destructive
        {...steps(
          async (_values, dryRun) =>
            operator.answer(client.POST('/api/v1/cache/invalidate/all-slots', { params: query(dryRun) })),
          () => words.allSlots.what,
        )}
      />
      <PlannedAction
        name={words.barber.name}
        description={words.barber.about}
        destructive
        {...steps(
          async (values, dryRun) =>
            operator.answer(
              client.POST('/api/v1/cache/invalidate/barber/{barberId}', {
                params: { path: { barberId: Number(values('barberId')) }, ...query(dryRun) },
              }),
            ),
          (values) => nameOf(barbers, values('barberId'), words.barber.none),
        )}
      >
        <Choice name="barberId" label={words.barberLabel} of={barbers} />
      </PlannedAction>
      <PlannedAction
        name={words.dates.name}
        description={words.dates.about}
        destructive
        {...steps(
          async (values, dryRun) =>
            operator.answer(
              client.POST('/api/v1/cache/invalidate/date-range', {
                params: query(dryRun),
                body: chosen(values),
              }),
            ),
          (values) =>
            words.dates.what(
              values('startDate'),
              values('endDate'),
              nameOf(barbers, values('barberId'), words.allBarbers),
              nameOf(locations, values('locationId'), words.allLocations),
            ),
        )}
      >
        <DateRange />
        <Choice name="barberId" label={words.barberLabel} of={barbers} none={words.allBarbers} />
        <Choice name="locationId" label={words.locationLabel} of={locations} none={words.allLocations} />
      </PlannedAction>
      <PlannedAction
        name={words.settings.name}
        description={words.settings.about}
        destructive
        {...steps(
          async (_values, dryRun) =>
            operator.answer(
              client.POST('/api/v1/cache/invalidate/business-settings', { params: query(dryRun) }),
            ),
          () => words.settings.what,
        )}
      />
    </>
  );
}

interface PlanProps {
  readonly what: string;
  readonly of: Invalidation;
  /** How many entries there are in the regions; `null`: not known. */
  readonly entries: number | null;
}

function PlanWords({ what, of: { message, invalidated }, entries }: PlanProps) {
  const words = texts.admin.actions;
  return (
    <>
      <p>
        <strong>{words.forgets(what)}</strong>
      </p>
      <ul>
        <li>{invalidated.tags === 0 ? message : words.tags(invalidated.tags, invalidated.regions)}</li>
        <li>{entries === null ? words.entriesUnknown : words.entries(count(entries), entries)}</li>
      </ul>
    </>
  );
}

/** How many entries there are of regions, at most. */
async function entriesOf(operator: Operator): Promise<(regions: readonly string[]) => number | null> {
  const summary = await operator.answer(client.GET('/api/v1/cache/keys/summary')).catch(() => null);
  return (regions) =>
    summary === null || !summary.available
      ? null
      : summary.patterns.reduce(
          (sum, { region, keys }) => sum + (region !== null && regions.includes(region) ? keys : 0),
          0,
        );
}

function chosen(values: FormValues) {
  const [barberId, locationId] = [Number(values('barberId')), Number(values('locationId'))];
  return {
    startDate: values('startDate'),
    endDate: values('endDate'),
    ...(barberId > 0 && { barberId }),
    ...(locationId > 0 && { locationId }),
  };
}
