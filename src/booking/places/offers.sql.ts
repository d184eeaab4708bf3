/** SQL: whether the row of `services` is offered at a location; without locations of its own it is at every one. */
export const isOfferedAt = (locationId: string) => `(
  NOT EXISTS (SELECT FROM service_locations WHERE service_id = services.id)
  OR EXISTS (SELECT FROM service_locations AS here WHERE here.service_id = services.id AND here.location_id = ${locationId}))`;
