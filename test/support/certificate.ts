import { generateKeyPairSync, sign } from 'node:crypto';
import { DAY_MS } from '../../src/time/durations.js';

const TAGS = { integer: 0x02, bits: 0x03, bytes: 0x04, text: 0x0c, time: 0x17, sequence: 0x30, set: 0x31 };
const SUBJECT_ALT_NAME = '0603551d11';
const BASIC_CONSTRAINTS = '0603551d13';
const COMMON_NAME = '0603550403';
const ECDSA_WITH_SHA256 = '06082a8648ce3d040302';
const LOOPBACK = Buffer.from([0x87, 4, 127, 0, 0, 1]);

/**
 * A self-signed certificate for 127.0.0.1 (RFC 5280), valid from yesterday until tomorrow, and its key; both as PEM. Node
 * reads certificates but cannot create them, and not every machine has `openssl`.
 */
export function selfSigned(): { readonly certificate: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(TAGS.sequence, hex(ECDSA_WITH_SHA256));
  const name = der(
    TAGS.sequence,
    der(TAGS.set, der(TAGS.sequence, hex(COMMON_NAME), der(TAGS.text, 'test'))),
  );
  const yes = hex('0101ff');
  const extensions = der(
    TAGS.sequence,
    der(TAGS.sequence, hex(SUBJECT_ALT_NAME), der(TAGS.bytes, der(TAGS.sequence, LOOPBACK))),
    der(TAGS.sequence, hex(BASIC_CONSTRAINTS), yes, der(TAGS.bytes, der(TAGS.sequence, yes))),
  );
  const body = der(
    TAGS.sequence,
    der(0xa0, der(TAGS.integer, Buffer.from([2]))),
    der(TAGS.integer, Buffer.from([1])),
    algorithm,
    name,
    der(TAGS.sequence, time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = der(TAGS.bits, Buffer.from([0]), sign('sha256', body, privateKey));
  const whole = der(TAGS.sequence, body, algorithm, signature).toString('base64');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${whole.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function time(at: number): Buffer {
  return der(TAGS.time, new Date(at).toISOString().replaceAll(/^..|[-:T]|\.\d+/g, ''));
}

/** Encodes one value as X.690 requires: tag, length, content. */
function der(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
