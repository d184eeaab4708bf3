import type { FastifyReply } from 'fastify';
import { THRESHOLD_BYTES } from './compression.js';

const MEDIA_TYPE = 'application/json; charset=utf-8';

/**
 * Sends a handler's result as JSON. One that is too short to be compressed goes to the socket without Fastify's `send`, whose serialisation
 * and hooks cost as much as the rest of a short request.
 */
export function sendJson(reply: FastifyReply, value: object): FastifyReply {
  const text = JSON.stringify(value);
  const byteLength = Buffer.byteLength(text);
  if (byteLength >= THRESHOLD_BYTES) return reply.type(MEDIA_TYPE).send(text);
  // Names and values alternate: the form that Node sends without converting it.
  const fields = ['content-type', MEDIA_TYPE, 'content-length', String(byteLength)];
  if (!reply.hasHeader('cache-control')) fields.push('cache-control', 'no-store');
  addFields(fields, reply.getHeaders());
  addFields(fields, reply.server.commonHeaders(reply.elapsedTime, reply.request.id));
  reply.raw.writeHead(reply.statusCode, fields).end(text);
  return reply;
}

export function addFields(fields: string[], more: Readonly<Record<string, unknown>>): void {
  for (const name in more) fields.push(name, more[name] as string);
}
