import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';

/** Smaller answers gain less than a packet. */
export const THRESHOLD_BYTES = 2048;
/**
 * A cached body of this size or more may be sent compressed. Others stay as they are: a compressed form has an `ETag` of its
 * own, and a client that compares tags would take the same slots for others.
 */
export const LARGE_BODY_BYTES = 16 * 1024;
/** Event streams would wait for the compressor's buffer. */
const COMPRESSIBLE = /^(?:text\/(?!event-stream)|application\/(?:[\w.+-]+\+)?(?:json|javascript)|image\/svg)/;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
/**
 * Only answers to GET: those to a write may show a secret beside what the request said, whose length reveals something about the secret
 * (BREACH). No GET answers a secret.
 */
const COMPRESSED_METHODS = ['GET', 'HEAD'];

/**
 * Compresses large answers of all routes that are added from now on, except cached reads: see {@link CompressedBodies}. Answers that stay the
 * same are compressed once: see {@link ConstantForms}.
 */
export async function addCompression(server: FastifyInstance): Promise<void> {
  const forms = new ConstantForms();
  server.addHook('onRoute', (route) => {
    if (isConstant(route.url)) {
      route.compress = false;
      const send = (request: FastifyRequest, reply: FastifyReply, payload: unknown) =>
        sendForm(forms, request, reply, payload);
      route.onSend = [...[route.onSend ?? []].flat(), send];
    }
    const methods = [route.method].flat();
    if (!methods.every((method) => COMPRESSED_METHODS.includes(method))) route.compress = false;
  });
  await server.register(compress, {
    threshold: THRESHOLD_BYTES,
    encodings: ['br', 'gzip', 'identity'],
    customTypes: COMPRESSIBLE,
    brotliOptions: BROTLI,
    // Bodies of requests are read as they are: a small one may decompress to gigabytes.
    globalDecompression: false,
  });
}

export type Encoding = 'br' | 'gzip';

/** A body as it is sent to a client that takes the encoding. */
export interface CompressedBody {
  readonly encoding: Encoding;
  readonly bytes: Buffer;
}

const ENCODERS: Readonly<Record<Encoding, (text: string | Buffer) => Promise<Buffer>>> = {
  br: (text) => promisify(brotliCompress)(text, BROTLI),
  gzip: (text) => promisify(gzip)(text, {}),
};
type Form = Encoding | 'identity';
const encodeBytes = async (form: Form, text: Buffer) => (form === 'identity' ? text : ENCODERS[form](text));

/**
 * Compressed forms of cached bodies, each made once in the background when a client takes the body for the second time,
 * and sent from then on. They live as long as their owner, an entry of the cache.
 */
export class CompressedBodies {
  private readonly known = new WeakMap<object, Partial<Record<Encoding, Buffer | 'in progress'>>>();

  /** The compressed body, if the client takes one and it has been made. Never throws. */
  find(owner: object, text: string, accepted: string | string[] | undefined): CompressedBody | undefined {
    const encoding = bestOf(accepted);
    if (encoding === undefined) return undefined;
    const forms = this.known.get(owner);
    if (forms === undefined) {
      // Where each request reads an entry of its own from Redis, none is seen again and no work is wasted on it.
      this.known.set(owner, {});
      return undefined;
    }
    const bytes = forms[encoding];
    if (bytes === undefined) {
      forms[encoding] = 'in progress';
      void make(encoding, text, forms);
    }
    return Buffer.isBuffer(bytes) ? { encoding, bytes } : undefined;
  }
}

/** Files and documents that stay the same while the process lives; some have megabytes. */
const isConstant = (url: string) =>
  /^\/(?:openapi\.json|(?:docs|pages|account|admin|book|desk)(?:\/.*)?)$/.test(url);

/** All compressed forms together; beyond, the one that was not used for longest is made again. */
const MOST_FORM_BYTES = 16 * 1024 * 1024;

/** The bytes of answers that stay the same, in each form made once, also for many requests at a time, and sent from then on. */
export class ConstantForms {
  private readonly making = new Map<string, Promise<Buffer>>();
  private readonly forms = new LRUCache<string, Buffer>({
    maxSize: MOST_FORM_BYTES,
    sizeCalculation: ({ length }) => length,
  });

  constructor(private readonly encode: (form: Form, text: Buffer) => Promise<Buffer> = encodeBytes) {}

  /** @param read the answer as it is. Rejects if reading or compressing fails */
  async get(name: string, form: Form, read: () => Promise<Buffer>): Promise<Buffer> {
    const key = `${form} ${name}`;
    const known = this.forms.get(key) ?? this.making.get(key);
    if (known !== undefined) return known;
    const made = this.make(key, form, read);
    this.making.set(key, made);
    return made.finally(() => this.making.delete(key));
  }

  private async make(key: string, form: Form, read: () => Promise<Buffer>): Promise<Buffer> {
    const bytes = await this.encode(form, await read());
    this.forms.set(key, bytes);
    return bytes;
  }
}

/** Replaces the payload by its compressed form, if the client takes one; else a text by its bytes, of which each answer would have its own. */
async function sendForm(
  forms: ConstantForms,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (reply.statusCode !== 200 || !COMPRESSIBLE.test(String(reply.getHeader('content-type')))) return payload;
  reply.header('Vary', 'Accept-Encoding');
  const encoding = bestOf(request.headers['accept-encoding']) ?? 'identity';
  if (request.method === 'HEAD' || !isSendable(payload)) return payload;
  // Files are read as their clients read them.
  if (encoding === 'identity' && payload instanceof Readable) return payload;
  // A file is named by its tag, however the path is spelled.
  const name = `${request.routeOptions.url} ${String(reply.getHeader('etag') ?? '')}`;
  const form = await forms.get(name, encoding, async () => bytesOf(payload));
  if (encoding === 'identity') return form;
  if (payload instanceof Readable) payload.destroy();
  reply.removeHeader('accept-ranges');
  reply.headers({ 'content-encoding': encoding, 'content-length': form.length });
  return form;
}

const isSendable = (payload: unknown): payload is Readable | string =>
  payload instanceof Readable || (typeof payload === 'string' && payload.length >= THRESHOLD_BYTES);

async function bytesOf(payload: Readable | string): Promise<Buffer> {
  return typeof payload === 'string' ? Buffer.from(payload) : Buffer.concat(await payload.toArray());
}

/** Compresses a body that is sent once, if the client takes an encoding; never rejects. */
export function compressed(
  text: string,
  accepted: string | string[] | undefined,
): Promise<CompressedBody | undefined> | undefined {
  const encoding = bestOf(accepted);
  if (encoding === undefined) return undefined;
  return ENCODERS[encoding](text).then(
    (bytes) => ({ encoding, bytes }),
    () => undefined,
  );
}

async function make(
  encoding: Encoding,
  text: string,
  forms: Partial<Record<Encoding, Buffer | 'in progress'>>,
): Promise<void> {
  try {
    forms[encoding] = await ENCODERS[encoding](text);
  } catch {
    delete forms[encoding];
  }
}

/** A coding with `q=0` is refused. */
const REFUSED = /;\s*q=0(?:\.0*)?\s*$/i;
/** Codings of a field that are read. */
const MOST_CODINGS = 20;

/** The best encoding that an `Accept-Encoding` lists. */
function bestOf(accepted: string | string[] | undefined): Encoding | undefined {
  if (accepted === undefined) return undefined;
  const codings = String(accepted)
    .split(',', MOST_CODINGS)
    .filter((coding) => !REFUSED.test(coding));
  const names = new Set(codings.map((coding) => coding.split(';', 1)[0]?.trim().toLowerCase()));
  if (names.has('br')) return 'br';
  return names.has('gzip') ? 'gzip' : undefined;
}
