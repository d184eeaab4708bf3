/**
 * SQL: the id of the location that a request means which names none. It is the first that clients can see, else the first one.
 */
export const FIRST_LOCATION = `coalesce(
  (SELECT id FROM locations WHERE active AND NOT hidden ORDER BY id LIMIT 1), (SELECT min(id) FROM locations))`;
