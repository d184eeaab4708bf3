import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

type Handler = (argument: never) => Promise<unknown>;

interface Message {
  readonly id: number;
  /** The handler to call; absent in a response. */
  readonly name?: string;
  readonly value?: unknown;
  readonly error?: string;
}

/** Either end of the channel between a process and its child. */
interface Peer {
  send?(message: object): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Remote calls in both directions between a process and its child. */
export class Calls {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  private constructor(
    private readonly peer: Peer,
    private readonly handlers: Readonly<Record<string, Handler>>,
  ) {}

  /** Serves the calls of the other end. */
  static with(peer: Peer, handlers: Readonly<Record<string, Handler>>): Calls {
    const calls = new Calls(peer, handlers);
    peer.on('message', (message) => void calls.take(message as Message));
    return calls;
  }

  async call<Result>(name: string, value?: unknown): Promise<Result> {
    const id = ++this.last;
    return new Promise<Result>((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as Result), reject });
      this.peer.send?.({ id, name, value });
    });
  }

  private async take({ id, name, value, error }: Message): Promise<void> {
    if (name === undefined) {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
      return;
    }
    try {
      this.peer.send?.({ id, value: await this.handlers[name]?.(value as never) });
    } catch (failure) {
      this.peer.send?.({ id, error: String(failure) });
    }
  }
}

/** Runs a script as a child process that serves calls until it is stopped. */
export class CalledProcess {
  readonly calls: Calls;

  private constructor(
    private readonly child: ChildProcess,
    handlers: Readonly<Record<string, Handler>>,
  ) {
    this.calls = Calls.with(child, handlers);
  }

  static async start(
    script: string,
    args: readonly string[],
    handlers: Readonly<Record<string, Handler>> = {},
  ): Promise<CalledProcess> {
    const process = new CalledProcess(fork(script, [...args]), handlers);
    await process.calls.call('ready');
    return process;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}
