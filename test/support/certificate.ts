import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { DAY_MS } from '../../src/time/durations.js';

const TAGS = { integer: 0x02, bits: 0x03, bytes: 0x04, text: 0x0c, time: 0x17, sequence: 0x30, set: 0x31 };
const SUBJECT_ALT_NAME = '0603551d11';
const BASIC_CONSTRAINTS = '0603551d13';
const COMMON_NAME = '0603550403';
const ECDSA_WITH_SHA256 = '06082a8648ce3d040302';
/** Context tags of a subject alternative name (RFC 5280, 4.2.1.6). */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/** A certificate and its key, both as PEM. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * An authority for one test, whose certificates are valid from yesterday until tomorrow (RFC 5280). Node reads certificates
 * but cannot create them, and not every machine has `openssl`.
 */
export class TestAuthority {
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private issued = 1;
  /** As PEM, for those who are to trust it. */
  readonly certificate: string;

  constructor(private readonly name = 'test authority') {
    const yes = hex('0101ff');
    this.certificate = this.sign(
      name,
      this.pair.publicKey,
      der(TAGS.sequence, hex(BASIC_CONSTRAINTS), yes, der(TAGS.bytes, der(TAGS.sequence, yes))),
    );
  }

  /** @param hosts names and IPv4 addresses of a server; none for a client. */
  issue(...hosts: readonly string[]): TestCertificate {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const names = (hosts.length > 0 ? hosts : ['client']).map((host) =>
      isIPv4(host)
        ? der(IP_ADDRESS, Buffer.from(host.split('.').map(Number)))
        : der(DNS_NAME, Buffer.from(host)),
    );
    const alternatives = der(TAGS.bytes, der(TAGS.sequence, ...names));
    const extension = der(TAGS.sequence, hex(SUBJECT_ALT_NAME), alternatives);
    return {
      certificate: this.sign(hosts[0] ?? 'client', publicKey, extension),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  private sign(subject: string, publicKey: KeyObject, extension: Buffer): string {
    const algorithm = der(TAGS.sequence, hex(ECDSA_WITH_SHA256));
    const body = der(
      TAGS.sequence,
      der(0xa0, der(TAGS.integer, Buffer.from([2]))),
      der(TAGS.integer, Buffer.from([this.issued++])),
      algorithm,
      nameOf(this.name),
      der(TAGS.sequence, time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
      nameOf(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, der(TAGS.sequence, extension)),
    );
    const signature = der(TAGS.bits, Buffer.from([0]), sign('sha256', body, this.pair.privateKey));
    const whole = der(TAGS.sequence, body, algorithm, signature).toString('base64');
    return `-----BEGIN CERTIFICATE-----\n${whole.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  }
}

function nameOf(commonName: string): Buffer {
  const name = der(TAGS.sequence, hex(COMMON_NAME), der(TAGS.text, commonName));
  return der(TAGS.sequence, der(TAGS.set, name));
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
