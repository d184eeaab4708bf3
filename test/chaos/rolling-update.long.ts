import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { check } from './checker/checker.js';
import { APPLICATION_FAULTS } from './checker/faults/application.faults.js';
import { updateFaults } from './checker/faults/update.faults.js';
import { buildRelease, WITHOUT_VERSIONS } from './checker/releases.js';
import { textOf } from './checker/report.text.js';

const AFTER = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Slower than the checker's own: a fleet that starts programs all the time has less to spare. */
const PACE = { writeEveryMs: 2000, readEveryMs: 500, pursued: 0.1 };
/** The earlier release is known to acknowledge refusals and repetitions too early; that is not what is tried here. */
const OPERATIONS = ['conditional reads', 'pursuit', 'time off', 'zones of locations', 'deletions'] as const;
const seconds = Number(process.env['UPDATE_SECONDS'] ?? 240);
const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);

it(
  `an update from ${WITHOUT_VERSIONS} and back, for ${seconds} s under writes (CHAOS_SEED=${seed})`,
  async () => {
    const before = await buildRelease(WITHOUT_VERSIONS);
    if (before === undefined) throw new Error(`The history does not reach back to ${WITHOUT_VERSIONS}`);
    const faults = [...updateFaults({ before, after: AFTER }), ...APPLICATION_FAULTS];
    const report = await check({
      main: before,
      seconds,
      seed,
      faults,
      pace: PACE,
      operations: OPERATIONS,
    });
    const file = join(tmpdir(), 'bookedbarber-update.json');
    await writeFile(file, JSON.stringify(report, null, 2));
    process.stdout.write(`${textOf(report)}\n\nThe same as JSON: ${file}\n`);
    expect({ ...report.violations, trace: report.trace }).toMatchObject({ S0: 0, S1: 0, S2: 0, trace: [] });
    expect(report.violations.phantom).toBe(0);
    expect(report.hits).toBeGreaterThan(report.reads / 50);
  },
  seconds * 1000 + 180_000,
);
