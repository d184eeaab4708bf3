import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, Matches, Max, Min, ValidateBy } from 'class-validator';
import { validateCronExpression } from 'cron';

const CRON_FIELDS = /^\s*(\S+\s+){4,5}\S+\s*$/;
const HOST_PORT = /^[^\s:,/]+:\d{1,5}$/;

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
    Matches(HOST_PORT, { each: true, message: '$property takes host:port,host:port,…' }),
  );
}

/** A cron expression of five fields, or six with seconds first; empty: never. */
export function CronOrEmpty(): PropertyDecorator {
  return ValidateBy(
    {
      name: 'cronOrEmpty',
      validator: {
        // The library fills in missing fields, so it would accept an expression of two words.
        validate: (value) =>
          value === '' || (CRON_FIELDS.test(String(value)) && validateCronExpression(String(value)).valid),
      },
    },
    { message: '$property takes a cron expression such as 0 4 * * *, or nothing to turn it off' },
  );
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
