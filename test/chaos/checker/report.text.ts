import type { Report } from './report.js';

/** The report as a person reads it; the table is Markdown. */
export function textOf(report: Report): string {
  const broken = Object.entries(report.violations).filter(([, count]) => count > 0);
  const lines = [
    `${report.seconds} s, seed ${report.seed}: ${report.reads} reads (${report.contendedReads} contended, ${report.hits} hits), ` +
      `${report.writes} writes acknowledged (${report.unforgotten} before their FORGET was accepted), ${report.unknownWrites} of unknown fate, ${report.twice} sent twice or with a request that they make fail (${report.byRefusal} acknowledged by a refusal); ` +
      `${report.notModified} reads answered 304; the database brought back ${report.restored} times; ` +
      `${report.events} events of streams, ${report.confirmedEvents} reads after one showed what it had named; ${report.overloaded} requests turned away because the database could not carry the load.`,
    broken.length === 0
      ? 'Violations: none.'
      : `Violations: ${broken.map(([promise, count]) => `${promise} ${count}`).join(', ')}.`,
    `Worst staleness: ${report.worstStalenessMs} ms where it is forbidden, ${report.worstToleratedMs} ms where S2 allows it. ` +
      `The sampler found ${report.inconsistencies}.`,
    `A request that needs no server took ${report.controlMs.p50} ms (median), ${report.controlMs.p99} ms (p99).`,
    ...excusesOf(report),
    '',
    '| fault | times | reads | contended | hits | writes | not forgotten at once | orphaned | stale, allowed by S2 | worst ms | violations | read p50 / p99 / max ms | write p50 / p99 / max ms |',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |',
  ];
  for (const fault of report.faults) {
    const cells = [
      fault.kind,
      fault.times === 0 ? '' : fault.times,
      fault.reads,
      fault.contendedReads,
      fault.hits,
      fault.writes,
      fault.unforgotten,
      fault.orphaned,
      fault.tolerated,
      fault.worstToleratedMs,
      fault.violations,
      `${fault.readMs.p50} / ${fault.readMs.p99} / ${fault.readMs.max}`,
      `${fault.writeMs.p50} / ${fault.writeMs.p99} / ${fault.writeMs.max}`,
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  lines.push(
    '',
    `Reads by region: ${Object.entries(report.regions)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}.`,
  );
  for (const failure of report.failures) {
    lines.push(
      `forbidden: ${failure.request} at instance ${failure.instance}: ${failure.status} ${failure.detail} (${failure.during.join(', ') || 'no fault'})`,
    );
  }
  for (const log of report.logs) if (log !== '') lines.push('', 'An instance logged at last:', log);
  for (const untrue of report.untrueStreams) lines.push(untrue);
  for (const odd of report.outbox) lines.push(`outbox: ${JSON.stringify(odd)}`);
  if (report.trace.length > 0) lines.push('', 'The first violation:', ...report.trace);
  return lines.join('\n');
}

function excusesOf({ excused }: Report): string[] {
  if (excused.length === 0) return [];
  return [
    '',
    '| writes under S2 instead of S1 | writes | older reads, allowed | worst ms |',
    '| --- | --: | --: | --: |',
    ...excused.map(
      ({ excuse, writes, reads, worstMs }) => `| ${excuse} | ${writes} | ${reads} | ${worstMs} |`,
    ),
  ];
}
