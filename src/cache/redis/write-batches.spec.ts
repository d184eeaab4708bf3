import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { WriteBatches } from './write-batches.js';

/** Records one string for each system call: the commands that it sends. */
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

describe('the writes of one turn of the event loop', () => {
  /** Writes more to the batch before it is sent. */
  let more: (() => void) | undefined;
  const batches = new WriteBatches(() => more?.());
  const send = (wire: Wire, command: string) => {
    batches.hold(wire);
    wire.write(command);
  };
  afterEach(() => (more = undefined));
  /** Enough turns of one command each that the first command of a turn is sent at once. */
  const quietTurns = async (wire: Wire): Promise<void> => {
    for (let index = 0; index < 20; index++) {
      send(wire, 'x');
      await turn();
    }
  };

  it('are sent together, at the end of the turn at the latest', async () => {
    const wire = new Wire();
    for (const command of 'abc') send(wire, command);
    await turn();
    expect(wire.calls).toEqual(['abc']);
    send(wire, 'd');
    await turn();
    expect(wire.calls).toEqual(['abc', 'd']);
  });

  it('are sent at once after turns of one command each, until a turn has several', async () => {
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

  it('are not held on a socket that was replaced', async () => {
    const [gone, wire] = [new Wire(), new Wire()];
    send(gone, 'a');
    send(wire, 'b');
    expect(gone.calls).toEqual(['a']);
    await turn();
    expect(wire.calls).toEqual(['b']);
  });

  it('are completed before they are sent, also when the socket is replaced', async () => {
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

  it('are open for more while they are held, and never in a turn that holds none', async () => {
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
