import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** Group under which {@link DtoPipe} transforms query strings: only there may text stand for a number or a flag. */
export const QUERY = 'query';

/** What every field decorator of a DTO takes. */
export interface FieldOptions {
  /** May be left out. */
  optional?: boolean;
  /** May be `null`, which clears it. */
  nullable?: boolean;
  /** A sentence for the API pages. */
  description?: string;
  example?: unknown;
  /** The value of a field that is left out. For the API pages only: the DTO's initializer sets it. */
  default?: unknown;
}

/** A kind of field: how it is checked, read and described. */
export interface FieldKind {
  /** Completes the sentence "field …", such as `must be a calendar date such as 2027-03-14`. */
  readonly says: string;
  readonly accepts: (value: unknown) => boolean;
  /** Parses the text of a query string. Text that it cannot parse is returned unchanged, and `accepts` refuses it. */
  readonly fromText?: (text: string) => unknown;
  /** Converts an accepted value to its canonical form. */
  readonly normalise?: (value: unknown) => unknown;
  readonly schema: ApiPropertyOptions;
}

/** Declares a property of a DTO once: validation, reading from query strings, and OpenAPI. */
export function field(kind: FieldKind, options: FieldOptions = {}): PropertyDecorator {
  const { optional = false, nullable = false, ...described } = options;
  const { fromText, normalise } = kind;
  const decorators: PropertyDecorator[] = [
    ValidateBy({
      name: 'field',
      validator: {
        validate: kind.accepts,
        defaultMessage: (said) => (said?.value === undefined ? `is required: it ${kind.says}` : kind.says),
      },
    }),
    ApiProperty({
      ...kind.schema,
      ...described,
      required: !optional,
      ...(nullable ? { nullable } : {}),
    } as ApiPropertyOptions),
  ];
  if (optional || nullable) {
    decorators.push(
      ValidateIf((_, value) => !(optional && value === undefined) && !(nullable && value === null)),
    );
  }
  if (fromText !== undefined) {
    const read = ({ value }: { value: unknown }) => (typeof value === 'string' ? fromText(value) : value);
    decorators.push(Transform(read, { groups: [QUERY] }));
  }
  if (normalise !== undefined) decorators.push(Transform(({ value }) => normalise(value)));
  return (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };
}
