import { violatedConstraint } from '../database/database.errors.js';
import { invalidField, Problem } from '../http/problem.js';

/** The problem for an id in the path or query that does not exist. */
export function notFound(noun: string, id: number): Problem {
  return new Problem('not-found', `There is no ${noun} ${id}.`);
}

/** Foreign keys that a request body can violate: the field that is to blame, and what it refers to. */
const REFERENCES: Readonly<Record<string, readonly [field: string, noun: string]>> = {
  locations_business_id_fkey: ['businessId', 'business'],
  barbers_location_id_fkey: ['locationId', 'location'],
  barber_services_service_id_fkey: ['serviceIds', 'service'],
  service_locations_location_id_fkey: ['locationIds', 'location'],
};

/** Converts an error of a write: `invalid-request` if a field of the body refers to a missing row, else the error itself. */
export function unknownReference(error: unknown): unknown {
  const [field, noun] = REFERENCES[violatedConstraint(error) ?? ''] ?? [];
  if (field === undefined) return error;
  return invalidField(field, `must be the id of a ${noun} that exists`, { cause: error });
}
