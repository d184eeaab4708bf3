import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpSettings } from '../config/settings.js';
import { MINUTE_MS, SECOND_MS } from '../time/durations.js';
import { PollLoop } from '../time/poll-loop.js';
import { subscriberOf } from './address.js';

const SWEEP_MS = 10 * SECOND_MS;
/** Sweeps in which a client with an answer waiting may take nothing of it. */
const MOST_IDLE_SWEEPS = 6;
/** A client that has sent nothing for this long has opened its connection ahead, as browsers do. */
const SILENT_MS = SECOND_MS;
const CLOSING_MS = 50;
/** How long an answer may wait for those before it on its connection: behind a stream it would wait without end, and be held in memory. */
const TURN_MS = MINUTE_MS;

/** When each connection of a server was opened, on `performance.now()`. */
const connections = new WeakMap<Server, Map<Socket, number>>();

/**
 * Limits what connections can hold: their number, that of one address, the time that a client may leave its answer
 * unread, that which an answer waits for its turn, and the time between two requests (`keepAliveTimeout`). How long a request may take
 * to arrive is `requestTimeout` of the server's options.
 */
export function limitConnections(server: Server, settings: HttpSettings, turnMs: number = TURN_MS): void {
  server.maxConnections = settings.MAX_CONNECTIONS;
  const open = new Map<Socket, number>();
  connections.set(server, open);
  const byAddress = new Map<string, number>();
  // All clients of a proxy have its address.
  const most = settings.TRUST_PROXY === false ? settings.MAX_CONNECTIONS_PER_ADDRESS : 0;
  server.on('connection', (socket: Socket) => {
    const address = subscriberOf(socket.remoteAddress ?? '');
    const count = (byAddress.get(address) ?? 0) + 1;
    if (most > 0 && count > most) {
      socket.destroy();
      return;
    }
    byAddress.set(address, count);
    open.set(socket, performance.now());
    socket.once('close', () => {
      open.delete(socket);
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left === 0) byAddress.delete(address);
      else byAddress.set(address, left);
    });
  });
  server.on('timeout', closeIdle);
  server.on('request', (request, response) => limitPipelining(request, response, turnMs));
  const unread = new UnreadAnswers();
  const sweeps = new PollLoop(() => unread.sweep(open.keys()), SWEEP_MS);
  sweeps.start();
  server.once('close', () => void sweeps.stop());
}

/**
 * Closes a kept-alive connection at the end of its time, unless the next request has arrived. After a pause of the event loop timers fire
 * before sockets are read, so Node by itself would reset connections whose requests wait to be read.
 */
function closeIdle(socket: Socket): void {
  const { bytesRead } = socket;
  setImmediate(() => {
    if (socket.bytesRead === bytesRead) socket.destroy();
  });
}

/** The answers to requests that were sent on a connection before the one before them was answered (pipelined). */
const queued = new WeakMap<Socket, Set<ServerResponse>>();

/**
 * Ends a connection on which an answer waits for its turn for too long. When a connection ends, Node closes the answer that it is writing,
 * but none of those that wait behind it; they are closed here, or what a request gives back at `close` would be kept for ever.
 */
function limitPipelining({ socket }: IncomingMessage, response: ServerResponse, turnMs: number): void {
  if (response.socket !== null) return;
  const answers = queued.get(socket) ?? queueOf(socket);
  answers.add(response);
  const turn = setTimeout(() => {
    if (response.socket === null) socket.destroy();
  }, turnMs).unref();
  response.once('close', () => {
    clearTimeout(turn);
    answers.delete(response);
  });
}

function queueOf(socket: Socket): Set<ServerResponse> {
  const answers = new Set<ServerResponse>();
  queued.set(socket, answers);
  socket.once('close', () => closeAll(answers));
  return answers;
}

function closeAll(answers: Set<ServerResponse>): void {
  for (const answer of answers) {
    // Node closes those whose turn has come.
    if (answer.socket !== null || answer.writableFinished) continue;
    answer.destroy();
    answer.emit('close');
  }
}

/**
 * Call when a server begins to close, which would wait for keep-alive connections until their timeout, and without end for
 * connections on which nothing was ever sent. Closes both kinds as soon as the server has stopped listening: until then, clients may
 * still use them.
 */
export function closeUnusedConnections(server: Server): void {
  const closing = setInterval(() => {
    if (server.listening) return;
    server.closeIdleConnections();
    closeSilent(server);
  }, CLOSING_MS);
  closing.unref();
  server.once('close', () => clearInterval(closing));
}

/** Node does not count them as idle. */
function closeSilent(server: Server): void {
  const now = performance.now();
  for (const [socket, openedAt] of connections.get(server) ?? []) {
    if (socket.bytesRead === 0 && now - openedAt > SILENT_MS) socket.destroy();
  }
}

/** What {@link UnreadAnswers} checks. */
type WrittenSocket = Pick<Socket, 'bytesWritten' | 'writableLength' | 'destroy'>;

/** Finds connections whose client has stopped reading. An answer that waits for them would be held in memory for ever. */
export class UnreadAnswers {
  private readonly stalled = new WeakMap<WrittenSocket, { taken: number; sweeps: number }>();

  /** Call at an interval. Closes the connections that took nothing for six intervals although something waits. */
  sweep(sockets: Iterable<WrittenSocket>): void {
    for (const socket of sockets) {
      // `bytesWritten` counts what waits as well.
      const taken = socket.bytesWritten - socket.writableLength;
      const before = this.stalled.get(socket);
      if (socket.writableLength === 0) this.stalled.delete(socket);
      else if (before?.taken !== taken) this.stalled.set(socket, { taken, sweeps: 1 });
      else if (++before.sweeps > MOST_IDLE_SWEEPS) socket.destroy();
    }
  }
}
