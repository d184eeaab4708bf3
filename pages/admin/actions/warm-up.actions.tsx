import { useState } from 'preact/hooks';
import { ApiError } from '../../api/api.error.js';
import { client } from '../../api/client.js';
import { count, duration, moment, title } from '../../parts/format.js';
import type { FormValues } from '../../parts/form.values.js';
import { failure, NOTHING, type Outcome, OutcomeLine } from '../../parts/outcome.js';
import { texts } from '../../texts/texts.js';
import type { WarmUpPlan, WarmUpState } from '../api/shapes.js';
import { useOperator } from '../operator.js';
import { outcomeOf, warmUpSentence } from './answer.words.js';
import { Choice, DateRange } from './fields.js';
import type { Places } from './places.js';
import { PlannedAction } from './planned.action.js';
import { useWarmUp } from './use-warm-up.js';

interface Props {
  readonly places: Places;
  readonly onDone: () => void;
}

/** The two ways to load entries before clients ask for them, with the plan, the progress and the end of the one that runs. */
export function WarmUpActions({ places: { barbers, locations }, onDone }: Props) {
  const operator = useOperator();
  const { state, refresh, ended } = useWarmUp();
  const words = texts.admin.warmUp;
  const start = async (values: FormValues): Promise<Outcome> => {
    await operator.answer(
      client.POST('/api/v1/cache/warm-up', { body: wishOf(values), headers: { Prefer: 'respond-async' } }),
    );
    return end(await ended());
  };
  const preload = async (): Promise<Outcome> => {
    const answer = operator.answer(client.POST('/api/v1/cache/preload'));
    refresh();
    try {
      const done = outcomeOf(await answer);
      onDone();
      return done;
    } catch (error) {
      // It goes on though the answer did not come in time.
      if (!(error instanceof ApiError && error.status === 0)) throw error;
      return end(await ended());
    }
  };
  const end = ({ message, stats }: WarmUpState): Outcome => {
    onDone();
    return outcomeOf({ message: message ?? '', ...(stats !== null && { stats }) });
  };
  return (
    <>
      <PlannedAction
        name={words.name}
        description={words.about}
        plan={async (values) => {
          const answer = await operator.answer(
            client.POST('/api/v1/cache/warm-up', {
              params: { query: { dryRun: true } },
              body: wishOf(values),
            }),
          );
          const planned = 'plan' in answer ? answer.plan : null;
          return planned && <PlanWords plan={planned} isRunning={state?.running === true} />;
        }}
        run={start}
      >
        <DateRange days={7} />
        <Choice
          name="barberId"
          label={texts.admin.actions.barberLabel}
          of={barbers}
          none={texts.admin.actions.allBarbers}
        />
        <Choice
          name="locationId"
          label={texts.admin.actions.locationLabel}
          of={locations}
          none={texts.admin.actions.allLocations}
        />
      </PlannedAction>
      <PlannedAction
        name={words.preload}
        description={words.preloadAbout}
        plan={async () => (
          <p>{words.preloadPlan(words.locations(locations.length), words.barbers(barbers.length))}</p>
        )}
        run={preload}
      />
      <Progress state={state} onCancelled={refresh} />
    </>
  );
}

function PlanWords({
  plan: { reads, regions, estimatedMs },
  isRunning,
}: {
  readonly plan: WarmUpPlan;
  readonly isRunning: boolean;
}) {
  const words = texts.admin.warmUp;
  return (
    <>
      <p>
        <strong>{words.plan(reads, duration(estimatedMs))}</strong>
      </p>
      <ul>
        {regions.map(({ name, reads: ofRegion }) => (
          <li key={name}>{words.planOf(title(name), count(ofRegion))}</li>
        ))}
      </ul>
      {isRunning && <p class="warning">{words.runsAlready}</p>}
    </>
  );
}

/** The warm-up of any instance, requested or scheduled. */
function Progress({
  state,
  onCancelled,
}: {
  readonly state: WarmUpState | undefined;
  readonly onCancelled: () => void;
}) {
  const operator = useOperator();
  const words = texts.admin.warmUp;
  const [outcome, setOutcome] = useState(NOTHING);
  const cancel = async () => {
    setOutcome({ level: 'good', message: words.cancelling });
    try {
      setOutcome(outcomeOf(await operator.answer(client.DELETE('/api/v1/cache/warm-up'))));
      onCancelled();
    } catch (error) {
      setOutcome(failure(error));
    }
  };
  return (
    <section class="action" aria-labelledby="warm-up-progress">
      <h3 id="warm-up-progress">{words.progress}</h3>
      {state === undefined ? (
        <p class="quiet">{texts.admin.reading}</p>
      ) : state.running ? (
        <>
          <p>{words.since(moment(state.startedAt ?? Date.now()))}</p>
          <Bar state={state} />
          <button type="button" class="destructive" onClick={() => void cancel()}>
            {words.cancel}
          </button>
        </>
      ) : state.startedAt === null ? (
        <p>{words.never}</p>
      ) : (
        <>
          <p>{words.ended(moment(state.finishedAt ?? state.startedAt))}</p>
          <p class="quiet">
            {state.message} {state.stats !== null && warmUpSentence(state.stats)}
          </p>
        </>
      )}
      <OutcomeLine of={outcome} />
    </section>
  );
}

function Bar({ state: { stats, plan } }: { readonly state: WarmUpState }) {
  const words = texts.admin.warmUp;
  const planned = stats?.planned ?? plan?.reads ?? 0;
  const done = stats === null ? 0 : stats.warmed + stats.fresh + stats.failed;
  return (
    <>
      <progress aria-label={words.name} max={planned || 1} {...(planned > 0 && { value: done })} />
      <p class={stats !== null && stats.failed > 0 ? 'warning' : 'quiet'}>
        {planned === 0 || stats === null
          ? words.planning
          : words.doneSoFar(
              count(done),
              count(planned),
              count(stats.warmed),
              count(stats.fresh),
              count(stats.failed),
            )}
      </p>
    </>
  );
}

function wishOf(values: FormValues) {
  const [barberId, locationId] = [Number(values('barberId')), Number(values('locationId'))];
  return {
    startDate: values('startDate'),
    endDate: values('endDate'),
    ...(barberId > 0 && { barberIds: [barberId] }),
    ...(locationId > 0 && { locationId }),
  };
}
