import type { OpenAPIObject } from '@nestjs/swagger';

type Combination = 'oneOf' | 'anyOf';
type Requirement = { readonly [Key in Combination]?: readonly { readonly required: readonly string[] }[] };

/** Keyed by the name of the DTO class, which is also the name of its schema. */
const requirements = new Map<string, Requirement[]>();

/**
 * Documents that a body needs the fields of exactly one of the alternatives (`oneOf`) or of at least one (`anyOf`), although
 * each field alone is optional. The route checks it itself.
 */
export const Requires =
  (combination: Combination, ...alternatives: readonly (readonly string[])[]): ClassDecorator =>
  ({ name }) => {
    const requirement = { [combination]: alternatives.map((required) => ({ required })) };
    requirements.set(name, [...(requirements.get(name) ?? []), requirement]);
  };

/** Adds what {@link Requires} says to the schemas. Changes the document in place. */
export function documentRequirements({ components }: OpenAPIObject): void {
  for (const [name, allOf] of requirements) {
    const schema = components?.schemas?.[name];
    if (schema !== undefined) Object.assign(schema, { allOf });
  }
}
