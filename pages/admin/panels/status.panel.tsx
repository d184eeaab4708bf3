import type { Health, Stats } from '../api/shapes.js';
import { moment } from '../../parts/format.js';
import { LevelBadge } from '../parts/level.js';
import { Panel } from '../../parts/panel.js';
import { reasonSentence } from './suspension.words.js';

const MODES: Record<Stats['mode'], string> = {
  redis: 'Entries are kept in Redis and in each process.',
  memory: 'No Redis is configured: entries are kept in this one process.',
  off: 'The cache is switched off: every read goes to the database.',
};

export function Status({ health, stats }: { readonly health: Health; readonly stats: Stats }) {
  return (
    <Panel title="Status">
      <p class="status">
        <LevelBadge level={health.status} /> {MODES[stats.mode]}
      </p>
      {stats.suspended && (
        <div class="suspended">
          <p>Suspended since {moment(stats.suspended.since)}: reads go to the database.</p>
          <ul>
            {stats.suspended.reasons.map((reason) => (
              <li key={reason}>{reasonSentence(reason)}</li>
            ))}
          </ul>
        </div>
      )}
      {health.recommendations.length > 0 && (
        <>
          <h3>Recommendations</h3>
          <ul>
            {health.recommendations.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
