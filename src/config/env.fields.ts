import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, Max, Min, ValidateBy } from 'class-validator';
import { CronTime } from 'cron';

const CRON_FIELDS = /^\s*(\S+\s+){4,5}\S+\s*$/;
/** A port above 65535 is refused where the text is read as a URL. */
const HOST_PORT = /^([^\s:,/[\]]+|\[[\da-f:.]+\]):\d{1,5}$/i;

/** Converts text to a number; text that is not a number is passed on, so that the validator rejects it. */
export const number = Transform(({ value }) =>
  typeof value === 'string' ? Number(value.trim() || 'NaN') : value,
);

/** A whole number within bounds, both included. `unit` is named in the error. */
export function WholeNumber(min: number, max: number, unit = ''): PropertyDecorator {
  const said = { message: `$property takes a whole number from ${min} to ${max}${unit && ` (${unit})`}` };
  return all(number, IsInt(said), Min(min, said), Max(max, said));
}

/** `true` or `1`, `false` or `0`. */
export function Flag(): PropertyDecorator {
  const truth: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };
  return all(
    Transform(({ value }) => truth[String(value)] ?? value),
    IsBoolean({ message: '$property takes true or false' }),
  );
}

/** Servers of a cluster: `host:port,host:port,…`. */
export function HostPorts(): PropertyDecorator {
  return all(
    IsOptional(),
    Transform(({ value }) =>
      typeof value === 'string' ? value.split(',').map((entry) => entry.trim()) : value,
    ),
    ValidateBy(
      {
        name: 'hostPorts',
        validator: {
          validate: (value) => HOST_PORT.test(String(value)) && URL.canParse(`redis://${String(value)}`),
        },
      },
      { each: true, message: '$property takes host:port,host:port,…' },
    ),
  );
}

/** @param pattern of the whole text, which must be a URL as well, with a user and a password that can be decoded. */
export function UrlOf(pattern: RegExp, takes: string): PropertyDecorator {
  return all(
    IsOptional(),
    ValidateBy(
      {
        name: 'urlOf',
        validator: { validate: (value) => pattern.test(String(value)) && isUrl(String(value)) },
      },
      { message: `$property takes ${takes}` },
    ),
  );
}

/**
 * The URL of a PostgreSQL server. `sslmode=prefer`, `require` and `verify-ca` mean `verify-full`, as node-postgres takes them until its
 * next release: it warns of that on each start, in lines that are no log records.
 */
export function PostgresUrl(): PropertyDecorator {
  const loose = /(?<=[?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/;
  return all(
    Transform(({ value }) =>
      typeof value === 'string' && !value.includes('uselibpqcompat=true')
        ? value.replace(loose, 'verify-full')
        : value,
    ),
    UrlOf(
      /^postgres(ql)?:\/\/\S+$/,
      'postgres://user:password@host:port/name; special characters of a password are written %XX',
    ),
  );
}

function isUrl(text: string): boolean {
  try {
    // `user:password@/name?host=/folder` leads to a socket; a URL with a user must have a host.
    decodeURIComponent(new URL(text.replace('@/', '@localhost/')).href);
    return true;
  } catch {
    return false;
  }
}

const CIDR = /^[\da-f.:]+(\/\d{1,3})?$/i;

/** Proxies whose `X-Forwarded-For` is believed: none, so many hops, or those in the listed networks. `true` is one hop. */
export function TrustedProxies(): PropertyDecorator {
  return all(
    Transform(({ value }) => (typeof value === 'string' ? readProxies(value) : value)),
    ValidateBy(
      {
        name: 'trustedProxies',
        validator: {
          validate: (value) =>
            value === false ||
            (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 10) ||
            (Array.isArray(value) && value.length > 0 && value.every(isNetwork)),
        },
      },
      {
        message:
          '$property takes true (one proxy), false, a number of proxies from 1 to 10, or their networks: 10.0.0.0/8,fd00::/8,…',
      },
    ),
  );
}

function readProxies(text: string): unknown {
  const word = text.trim().toLowerCase();
  if (word === 'false' || word === '0') return false;
  if (word === 'true') return 1;
  if (/^\d+$/.test(word)) return Number(word);
  return word.split(',').map((entry) => entry.trim());
}

/** An address, or a network in CIDR notation. */
function isNetwork(text: unknown): boolean {
  if (typeof text !== 'string' || !CIDR.test(text)) return false;
  const [address = '', prefix] = text.split('/');
  const family = isIP(address);
  return family !== 0 && (prefix === undefined || Number(prefix) <= (family === 4 ? 32 : 128));
}

/** Origins as browsers send them (`https://shop.example`), or `*`. */
export function Origins(): PropertyDecorator {
  return all(
    IsOptional(),
    Transform(({ value }) =>
      typeof value === 'string' && value.trim() !== '*' ? value.split(',').map((entry) => entry.trim()) : '*',
    ),
    ValidateBy(
      {
        name: 'origins',
        validator: {
          validate: (value) => value === '*' || (Array.isArray(value) && value.every(isOrigin)),
        },
      },
      { message: '$property takes https://shop.example,https://…, or * for the public reads' },
    ),
  );
}

function isOrigin(text: unknown): boolean {
  // Browsers send no `*`, and nothing expands it.
  if (typeof text !== 'string' || !/^https?:\/\/[^*]+$/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}

/** A cron expression of five fields, or six with seconds first; empty: never. */
export function CronOrEmpty(): PropertyDecorator {
  return ValidateBy(
    {
      name: 'cronOrEmpty',
      validator: {
        // The library fills in missing fields, so it would accept an expression of two words.
        validate: (value) => value === '' || (CRON_FIELDS.test(String(value)) && comesToPass(String(value))),
      },
    },
    { message: '$property takes a cron expression such as 0 4 * * *, or nothing to turn it off' },
  );
}

/** Whether a cron expression is valid and ever due: `0 4 31 2 *` is not. */
function comesToPass(expression: string): boolean {
  try {
    new CronTime(expression).sendAt();
    return true;
  } catch {
    return false;
  }
}

const PEM = {
  certificate: {
    takes: 'the path of a PEM file with a certificate',
    parse: (pem: Buffer) => new X509Certificate(pem),
  },
  key: {
    takes: 'the path of a PEM file with a private key that needs no passphrase',
    parse: (pem: Buffer) => createPrivateKey(pem),
  },
};

/** A PEM file that this process can read, with what the field needs inside. */
export function PemFile(kind: keyof typeof PEM): PropertyDecorator {
  const { takes, parse } = PEM[kind];
  const problemWith = (path: unknown) => {
    try {
      parse(readFileSync(String(path)));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return undefined;
  };
  return all(
    IsOptional(),
    ValidateBy({
      name: 'pemFile',
      validator: {
        validate: (path) => problemWith(path) === undefined,
        defaultMessage: (argument) =>
          `${argument?.property ?? ''} takes ${takes}.\nThe present one cannot be used: ${problemWith(argument?.value) ?? ''}`,
      },
    }),
  );
}

function all(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };
}
