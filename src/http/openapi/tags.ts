/** The groups of the API's documentation pages, in display order. A controller names its own by `@ApiTags`. */
export const TAGS = {
  Auth: 'Accounts and access tokens.',
  Users: 'The account of the caller.',
  Booking: 'Free slots, and appointments from booking to cancellation.',
  Clients: 'The people that a business serves, for its staff.',
  Barbers: 'Barbers, their weeks, exceptions and time off.',
  Shop: 'Businesses, their locations and the services that they offer.',
  Settings: 'Opening hours of locations and the booking rules of businesses.',
  Cache: 'State, figures, warm-up and invalidation of the cache, for operators.',
  Health: 'Probes and metrics for monitoring. Probes take no part in rate limits.',
} as const;
