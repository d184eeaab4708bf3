import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

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

/** Compresses large answers of all routes that are added from now on, except cached reads: see {@link CompressedBodies}. */
export async function addCompression(server: FastifyInstance): Promise<void> {
  server.addHook('onRoute', (route) => {
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

const ENCODERS: Readonly<Record<Encoding, (text: string) => Promise<Buffer>>> = {
  br: (text) => promisify(brotliCompress)(text, BROTLI),
  gzip: (text) => promisify(gzip)(text, {}),
};

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
