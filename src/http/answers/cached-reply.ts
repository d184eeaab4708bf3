import { HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { CacheAnswer } from '../../cache/entry/cache.answer.js';
import { etagOf } from '../../cache/entry/entry.codec.js';
import { UncacheableEntry } from '../../cache/entry/uncacheable.entry.js';
import { cacheStatusField, matchesNoneOf, taggedFor } from './cache-headers.js';
import { addFields } from './json-answer.js';
import { type CompressedBody, CompressedBodies, compressed, LARGE_BODY_BYTES } from './compression.js';

/** A handler's result together with the cached read that it comes from. `@AnswersFromCache()` makes it, the adapter sends it. */
export class CachedReply {
  static {
    // Nest asks of each result whether it is a plain object. Of a class it compares the source text, which costs more than the cached read.
    Reflect.deleteProperty(CachedReply.prototype, 'constructor');
  }

  /** Whether to send {@link value} as any handler's result is sent, after {@link describe}: there is no body to send. */
  readonly isUncacheable: boolean;
  private readonly text: string;
  private readonly byteLength: number;
  /** Strong, with its quotes. */
  readonly etag: string;
  private readonly isOwn: boolean;

  /**
   * @param answer the cached read, which says how the result came about
   * @param value what to send, if it is not the read's own body
   */
  constructor(
    private readonly answer: CacheAnswer,
    value?: unknown,
  ) {
    const { body, byteLength, etag } = answer.entry;
    const isOwn = value === undefined && body.isJson;
    this.isOwn = isOwn;
    this.isUncacheable = value === undefined && answer.entry instanceof UncacheableEntry;
    this.text =
      isOwn || this.isUncacheable ? body.text : jsonOf(value === undefined ? answer.entry.value : value);
    this.byteLength = isOwn ? byteLength : Buffer.byteLength(this.text);
    this.etag = isOwn ? etag : etagOf(this.text);
  }

  get value(): unknown {
    return this.answer.entry.value;
  }

  /** Says in the headers how the read was answered. */
  describe(reply: FastifyReply): void {
    void reply
      .header('cache-status', cacheStatusField(this.answer))
      .header('cache-control', cacheControl(reply));
  }

  /** Writes to the socket without Fastify, whose `send` costs as much as the cache's look-up; at once, unless the body is compressed for it. */
  send(reply: FastifyReply): void | Promise<void> {
    const { headers } = reply.request;
    // Names and values alternate: the form that Node sends without converting it.
    const fields = [
      'cache-status',
      cacheStatusField(this.answer),
      'cache-control',
      cacheControl(reply),
      'etag',
      this.etag,
    ];
    const isLarge = this.byteLength >= LARGE_BODY_BYTES;
    if (isLarge) fields.push('vary', 'Accept-Encoding');
    addFields(fields, reply.getHeaders());
    addFields(fields, reply.server.commonHeaders(reply.elapsedTime, reply.request.id));
    if (matchesNoneOf(headers['if-none-match'], this.etag)) {
      reply.raw.writeHead(HttpStatus.NOT_MODIFIED, fields).end();
      return;
    }
    fields.push('content-type', 'application/json; charset=utf-8');
    const form = isLarge ? this.compressed(headers['accept-encoding']) : undefined;
    if (!(form instanceof Promise)) return this.write(reply, fields, form);
    return form.then((made) => this.write(reply, fields, made));
  }

  private write(reply: FastifyReply, fields: string[], form: CompressedBody | undefined): void {
    // The compressed form of an entry is shared by its answers.
    const isShared = form !== undefined && this.isOwn;
    if (this.byteLength >= LARGE_BODY_BYTES && !isShared)
      reply.server.holdAnswer(reply, form?.bytes.length ?? this.byteLength);
    if (form !== undefined) {
      const { encoding, bytes } = form;
      // Another representation has another strong tag.
      fields[ETAG_VALUE] = taggedFor(this.etag, encoding);
      fields.push('content-encoding', encoding, 'content-length', String(bytes.length));
      reply.raw.writeHead(reply.statusCode, fields).end(bytes);
      return;
    }
    fields.push('content-length', String(this.byteLength));
    // Pure ASCII can be sent without encoding it.
    const encoding = this.byteLength === this.text.length ? 'latin1' : 'utf8';
    reply.raw.writeHead(reply.statusCode, fields).end(this.text, encoding);
  }

  private compressed(accepted: string | string[] | undefined) {
    return this.isOwn ? bodies.find(this.answer.entry, this.text, accepted) : compressed(this.text, accepted);
  }
}

function cacheControl({ request }: FastifyReply): string {
  const { authorization, cookie } = request.headers;
  return authorization === undefined && cookie === undefined ? 'no-cache' : 'private, no-cache';
}

/** As JSON; nothing for what JSON omits, such as `undefined`. */
function jsonOf(value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  return text ?? '';
}

const bodies = new CompressedBodies();
/** Where the fields of an answer have the value of `ETag`. */
const ETAG_VALUE = 5;
