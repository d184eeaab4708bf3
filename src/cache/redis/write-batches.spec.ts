import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { WriteBatches } from './write-batches.js';

/** Notes what would be system calls: each with the commands that leave together. */
class Wire extends Writable {
  readonly calls: string[] = [];

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.calls.push(String(chunk));
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.calls.push(chunks.map(({ chunk }) => String(chunk)).join(''));
    done();
  }
}

describe('what is written in one turn of the event loop', () => {
  /** What else goes with it, if there is anything. */
  let more: (() => void) | undefined;
  const batches = new WriteBatches(() => more?.());
  const send = (wire: Wire, command: string) => {
    batches.hold(wire);
    wire.write(command);
  };
  afterEach(() => (more = undefined));
  /** So many turns of one command each that the first of a turn is not held any more. */
  const quietTurns = async (wire: Wire): Promise<void> => {
    for (let index = 0; index < 20; index++) {
      send(wire, 'x');
      await turn();
    }
  };

  it('leaves together, and no later than the turn ends', async () => {
    const wire = new Wire();
    for (const command of 'abc') send(wire, command);
    await turn();
    expect(wire.calls).toEqual(['abc']);
    send(wire, 'd');
    await turn();
    expect(wire.calls).toEqual(['abc', 'd']);
  });

  it('leaves at once where commands have been coming alone, until several come', async () => {
    const wire = new Wire();
    await quietTurns(wire);
    send(wire, 'a');
    expect(wire.calls.at(-1)).toBe('a');
    send(wire, 'b');
    send(wire, 'c');
    await turn();
    expect(wire.calls.at(-1)).toBe('bc');
    send(wire, 'd');
    expect(wire.calls.at(-1)).toBe('bc');
    await turn();
    expect(wire.calls.at(-1)).toBe('d');
  });

  it('is not held on a socket that another has replaced', async () => {
    const [gone, wire] = [new Wire(), new Wire()];
    send(gone, 'a');
    send(wire, 'b');
    expect(gone.calls).toEqual(['a']);
    await turn();
    expect(wire.calls).toEqual(['b']);
  });

  it('is completed before it leaves, also when another socket takes its place', async () => {
    const [gone, wire] = [new Wire(), new Wire()];
    send(wire, 'a');
    more = () => wire.write('+');
    await turn();
    expect(wire.calls).toEqual(['a+']);
    more = () => gone.write('-');
    send(gone, 'b');
    send(wire, 'c');
    expect(gone.calls).toEqual(['b-']);
    more = undefined;
    await turn();
    expect(wire.calls).toEqual(['a+', 'c']);
  });

  it('is open for more while it is held, and never in a turn that holds nothing', async () => {
    const wire = new Wire();
    await quietTurns(wire);
    expect(batches.isOpen).toBe(false);
    send(wire, 'a');
    expect(batches.isOpen).toBe(false);
    send(wire, 'b');
    expect(batches.isOpen).toBe(true);
    await turn();
    expect(batches.isOpen).toBe(false);
  });
});
