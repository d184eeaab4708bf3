import { createRequire } from 'node:module';

// Loaded with require: Node detects no named exports in that file.
const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/** Suites that take much longer than their size suggests, slowest first; a worker that began one last would keep the others waiting. */
const SLOWEST = [
  'start',
  'dashboard',
  'race',
  'store-sharing',
  'checker',
  'database-history',
  'backup',
  'contributor-tools',
  'checker.liars',
  'invalidation',
  'redis-sentinel',
  'rolling-restart',
  'warm-up-replay',
  'columns',
  'own-slowness',
  'relay',
  'problems',
];

/** Jest's own order (by the last duration, in a new clone by the size of the file), but {@link SLOWEST} begin. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const name = path.replace(/^.*\/(.*)\.spec\.ts$/, '$1');
      return SLOWEST.includes(name) ? SLOWEST.indexOf(name) : SLOWEST.length;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- the method of Jest's sequencer
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
