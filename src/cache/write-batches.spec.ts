import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
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
  const batches = new WriteBatches();
  const send = (wire: Wire, command: string) => {
    batches.hold(wire);
    wire.write(command);
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
    for (let index = 0; index < 20; index++) {
      send(wire, 'x');
      await turn();
    }
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
});
