import type { History, Read, Write } from './history.js';
import type { StaleRead } from './judge.js';

const AROUND_MS = 500;
const LINES = 60;

/** The story of a violation: what was written to and read of its register around it, a line each, in order. */
export function traceOf({ promise, read, seen, since, staleMs }: StaleRead, history: History): string[] {
  const from = Math.min(read.beganAt, since?.sentAt ?? Infinity) - AROUND_MS;
  const until = read.endedAt + AROUND_MS / 5;
  const writes = history.writes
    .filter((write) => write.register === seen.register && write.endedAt >= from && write.sentAt <= until)
    .map((write) => ({ at: write.sentAt, text: writeLine(write, since) }));
  const reads = history.reads
    .filter((each) => each.beganAt >= from && each.beganAt <= until)
    .filter((each) => each.seen.some((other) => other.register === seen.register))
    .map((each) => ({ at: each.beganAt, text: readLine(each, seen.register, read) }));
  const faults = history.faults
    .filter((fault) => fault.closedAt >= from - 5000 && fault.openedAt <= until)
    .map((fault) => ({
      at: fault.openedAt,
      text: `fault   ${fault.kind}, until ${instant(fault.closedAt)}`,
    }));
  const lines = [...writes, ...reads, ...faults].toSorted((a, b) => a.at - b.at);
  const center = lines.findIndex((line) => line.at >= read.beganAt);
  const shown = lines.slice(Math.max(0, center - LINES / 2), center + LINES / 2);
  return [
    `${promise} of ${seen.register}: saw ${seen.value}, ${Math.round(staleMs)} ms late`,
    ...shown.map((line) => `${instant(line.at)}  ${line.text}`),
  ];
}

function writeLine(write: Write, since: Write | undefined): string {
  const mark = write === since ? '  <-- the write it should have seen' : '';
  const forgotten =
    write.forgottenAt === undefined ? 'not committed' : `forgotten ${instant(write.forgottenAt)}`;
  const left = write.leftToRelay === true ? ' by a relay' : '';
  const where = write.also === undefined ? write.instance : `${write.instance} and ${write.also} at once`;
  return `write   #${write.seq} ${write.row} at instance ${where}, ${write.outcome} ${instant(write.endedAt)}, ${forgotten}${left}${mark}`;
}

function readLine(each: Read, register: string, wrong: Read): string {
  const saw = each.seen.filter((other) => other.register === register).map((other) => other.value);
  const mark = each === wrong ? '  <-- the read' : '';
  return `read    ${saw.join()} at instance ${each.instance} (${each.region}, ${each.tier}) until ${instant(each.endedAt)}${mark}`;
}

function instant(milliseconds: number): string {
  return Number.isFinite(milliseconds) ? milliseconds.toFixed(1) : 'never';
}
