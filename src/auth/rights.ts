/** The roles of accounts, from the fewest rights to the most. */
export const ROLES = ['client', 'barber', 'receptionist', 'manager', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * How far a right reaches: what is the caller's own, also what belongs to the caller's locations, or everything.
 */
export type Extent = 'own' | 'location' | 'all';

const every = (extent: Extent): Readonly<Record<Role, Extent>> => ({
  client: extent,
  barber: extent,
  receptionist: extent,
  manager: extent,
  admin: extent,
});

/**
 * Who may do what, and to which objects: the only place that says so. Routes name a right with `@Right`, services ask
 * {@link reaches}, and tests read the table itself. A role that a line does not name may not do it at all.
 */
export const RIGHTS = {
  /** The own account: name, time zone, password, its end. */
  'account.own': every('own'),
  'accounts.manage': { admin: 'all' },
  'audit.read': { admin: 'all' },

  'cache.state': every('all'),
  'cache.operate': { admin: 'all' },

  'businesses.read': every('all'),
  'businesses.change': { admin: 'all' },
  'booking-settings.read': every('all'),
  'booking-settings.change': { admin: 'all' },
  'locations.change': { admin: 'all' },
  /** When a location is open. */
  'hours.change': { manager: 'location', admin: 'all' },
  /** When a location is closed, and why. */
  'closures.read': { barber: 'own', receptionist: 'location', manager: 'location', admin: 'all' },
  'services.change': { admin: 'all' },
  /** A service belongs to every location that offers it: a location's extent must cover them all. */
  'services.price': { manager: 'location', admin: 'all' },

  'barbers.create': { manager: 'location', admin: 'all' },
  'barbers.rename': { barber: 'own', manager: 'location', admin: 'all' },
  /** All fields but the name and the account. */
  'barbers.change': { manager: 'location', admin: 'all' },
  /** Which account is a barber's: it gives that account the barber's rights. */
  'barbers.link': { admin: 'all' },
  /** Weeks, overrides, time off. */
  'availability.change': { barber: 'own', manager: 'location', admin: 'all' },
  /** Schedules and conflicts, which show when a barber has appointments. */
  'schedule.read': { barber: 'own', receptionist: 'location', manager: 'location', admin: 'all' },

  /** As the client of an appointment. */
  'bookings.own': every('own'),
  /** As the shop: a barber for the appointments they are booked for. */
  'bookings.serve': { barber: 'own', receptionist: 'location', manager: 'location', admin: 'all' },
  /** The clients of the businesses that the account works for. */
  'clients.serve': { barber: 'own', receptionist: 'location', manager: 'location', admin: 'all' },
} as const satisfies Readonly<Record<string, Partial<Readonly<Record<Role, Extent>>>>>;

export type RightName = keyof typeof RIGHTS;

/** How far a role's right reaches; `undefined`: the role does not have it. */
export function extentOf(role: Role, right: RightName): Extent | undefined {
  return (RIGHTS[right] as Partial<Record<Role, Extent>>)[role];
}

/** The roles that have a right. */
export function rolesWith(right: RightName): readonly Role[] {
  return ROLES.filter((role) => extentOf(role, right) !== undefined);
}

/** What decides whether an object is within an account's reach. */
interface Holder {
  readonly id: number;
  readonly role: Role;
  readonly locationIds: readonly number[];
}

/** Whom an object belongs to: an account, a location, or both. */
export interface Belonging {
  readonly userId?: number | null;
  readonly locationId?: number;
}

/** Whether the account may do this to an object. */
export function reaches(holder: Holder, right: RightName, { userId, locationId }: Belonging): boolean {
  const extent = extentOf(holder.role, right);
  if (extent === undefined) return false;
  if (extent === 'all' || userId === holder.id) return true;
  return extent === 'location' && locationId !== undefined && holder.locationIds.includes(locationId);
}
