/* Made of the API’s OpenAPI document by `npm run generate:openapi`. Do not edit. */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    readonly RegisterDto: {
      readonly email: string;
      readonly password: string;
      readonly name: string;
      /** @description Time zone in which this person sees dates and times, unless a request names another */
      readonly timezone?: string;
    };
    readonly UserDto: {
      readonly id: number;
      readonly email: string;
      readonly name: string;
      /** @enum {string} */
      readonly role: 'client' | 'barber' | 'receptionist' | 'manager' | 'admin';
      readonly timezone: string | null;
      /** @description Where the account works as staff */
      readonly locationIds: readonly number[];
      /** Format: date-time */
      readonly createdAt: string;
    };
    readonly LoginDto: {
      readonly email: string;
      readonly password: string;
    };
    readonly LoginAnswerDto: {
      /** @description A JWT for the Authorization header */
      readonly accessToken: string;
      /** @enum {string} */
      readonly tokenType: 'Bearer';
      /** @description Seconds until the access token expires */
      readonly expiresIn: number;
      /** @description For `POST /auth/refresh`, once: its answer has the next one. Using it again later ends the session */
      readonly refreshToken: string;
      readonly user: components['schemas']['UserDto'];
    };
    readonly RefreshDto: {
      readonly refreshToken: string;
    };
    readonly SessionDto: {
      /** @description Send it as `X-CSRF-Token` with every POST, PUT, PATCH and DELETE */
      readonly csrfToken: string;
      readonly user: components['schemas']['UserDto'];
    };
    readonly AccountDto: {
      readonly id: number;
      readonly email: string;
      readonly name: string;
      /** @enum {string} */
      readonly role: 'client' | 'barber' | 'receptionist' | 'manager' | 'admin';
      readonly timezone: string | null;
      /** @description Where the account works as staff */
      readonly locationIds: readonly number[];
      /** Format: date-time */
      readonly createdAt: string;
      /** @description Whether the account can be used */
      readonly active: boolean;
      /** @description Whether the owner has proved that the e-mail address is theirs */
      readonly verified: boolean;
    };
    readonly AccountsPageDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      readonly nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      readonly total?: number;
      /** @description There are more than `total` */
      readonly totalIsCapped?: boolean;
      readonly items: readonly components['schemas']['AccountDto'][];
    };
    readonly NewAccountDto: {
      readonly email: string;
      readonly name: string;
      /** @enum {string} */
      readonly role: 'client' | 'barber' | 'receptionist' | 'manager' | 'admin';
      /**
       * @description The locations that the account works at; clients have none
       * @default []
       */
      readonly locationIds: readonly number[];
      readonly password: string;
    };
    readonly AccountChangesDto: {
      readonly name?: string;
      /** @enum {string} */
      readonly role?: 'client' | 'barber' | 'receptionist' | 'manager' | 'admin';
      /** @description The locations that the account works at; clients have none */
      readonly locationIds?: readonly number[];
      /** @description false: the account cannot be used, and its tokens are revoked */
      readonly active?: boolean;
    };
    readonly ServiceStates: {
      /** @enum {string} */
      readonly database: 'healthy' | 'read-only' | 'unavailable';
      /** @enum {string} */
      readonly cache: 'healthy' | 'unavailable';
    };
    readonly HealthReport: {
      /** @enum {string} */
      readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'shutting_down';
      readonly timestamp: string;
      readonly services: components['schemas']['ServiceStates'];
    };
    readonly Alive: {
      readonly status: string;
    };
    readonly InvalidatedDto: {
      /** @description Tags forgotten now; 0 while the store does not answer */
      readonly tags: number;
      /** @description The regions whose entries depend on them */
      readonly regions: readonly string[];
    };
    readonly InvalidationDto: {
      /** @description What was done, as a sentence */
      readonly message: string;
      readonly invalidated: components['schemas']['InvalidatedDto'];
    };
    readonly DateRangeDto: {
      /** Format: date */
      readonly startDate: string;
      /**
       * Format: date
       * @description Included; at most 62 days
       */
      readonly endDate: string;
      readonly locationId?: number;
      readonly barberId?: number;
    };
    readonly WarmUpStatsDto: {
      /** @description Reads to make */
      readonly planned: number;
      /** @description Loaded and stored */
      readonly warmed: number;
      /** @description Already cached */
      readonly fresh: number;
      readonly failed: number;
      readonly durationMs: number;
    };
    readonly WarmUpAnswerDto: {
      /** @description How the warm-up ended, as a sentence */
      readonly message: string;
      readonly stats: components['schemas']['WarmUpStatsDto'];
    };
    readonly WarmUpDto: {
      /**
       * Format: date
       * @description Default: today
       */
      readonly startDate?: string;
      /**
       * Format: date
       * @description Included; at most 62 days
       */
      readonly endDate?: string;
      /** @description Instead of `endDate`; default 7 */
      readonly daysAhead?: number;
      /** @description Default: all barbers */
      readonly barberIds?: readonly number[];
      /** @description Default: all locations */
      readonly locationId?: number;
    };
    readonly CancellationDto: {
      /** @description Whether a warm-up was running */
      readonly cancelled: boolean;
    };
    readonly BusinessDto: {
      readonly id: number;
      readonly name: string;
    };
    readonly BusinessesDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      readonly nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      readonly total?: number;
      /** @description There are more than `total` */
      readonly totalIsCapped?: boolean;
      readonly items: readonly components['schemas']['BusinessDto'][];
    };
    readonly NewBusinessDto: {
      readonly name: string;
    };
    readonly BusinessChangesDto: {
      readonly name?: string;
    };
    readonly LocationDto: {
      readonly id: number;
      readonly name: string;
      readonly timezone: string;
      readonly businessId: number;
      /** @description false: left or closed; neither listed nor bookable */
      readonly active: boolean;
      /** @description true: not listed, and bookable only by naming them */
      readonly hidden: boolean;
    };
    readonly LocationsDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      readonly nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      readonly total?: number;
      /** @description There are more than `total` */
      readonly totalIsCapped?: boolean;
      readonly items: readonly components['schemas']['LocationDto'][];
    };
    readonly NewLocationDto: {
      readonly name: string;
      /** @description The clock of windows, business hours and overrides */
      readonly timezone: string;
      /** @default 1 */
      readonly businessId: number;
      /**
       * @description false: left or closed; neither listed nor bookable
       * @default true
       */
      readonly active: boolean;
      /**
       * @description true: not listed, and bookable only by naming them
       * @default false
       */
      readonly hidden: boolean;
    };
    readonly AffectedAppointmentDto: {
      readonly id: number;
      /** Format: date-time */
      readonly startsAt: string;
      readonly clientName: string | null;
    };
    readonly ChangedLocationDto: {
      readonly id: number;
      readonly name: string;
      readonly timezone: string;
      readonly businessId: number;
      /** @description false: left or closed; neither listed nor bookable */
      readonly active: boolean;
      /** @description true: not listed, and bookable only by naming them */
      readonly hidden: boolean;
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      readonly affected: readonly components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      readonly affectedTotal?: number;
    };
    readonly AffectedDto: {
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      readonly affected: readonly components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      readonly affectedTotal?: number;
    };
    readonly LocationChangesDto: {
      readonly name?: string;
      /** @description The clock of windows, business hours and overrides */
      readonly timezone?: string;
      readonly businessId?: number;
      /** @description false: left or closed; neither listed nor bookable */
      readonly active?: boolean;
      /** @description true: not listed, and bookable only by naming them */
      readonly hidden?: boolean;
    };
    readonly ServiceDto: {
      readonly id: number;
      readonly name: string;
      readonly durationMinutes: number;
      readonly bufferBeforeMinutes: number;
      readonly bufferAfterMinutes: number;
      readonly priceCents: number | null;
      /** @description ISO 4217 */
      readonly currency: string;
      readonly active: boolean;
    };
    readonly ServicesDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      readonly nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      readonly total?: number;
      /** @description There are more than `total` */
      readonly totalIsCapped?: boolean;
      readonly items: readonly components['schemas']['ServiceDto'][];
    };
    readonly NewServiceDto: {
      readonly name: string;
      readonly durationMinutes: number;
      /**
       * @description Minutes kept free before each appointment
       * @default 0
       */
      readonly bufferBeforeMinutes: number;
      /**
       * @description Minutes kept free after each appointment
       * @default 0
       */
      readonly bufferAfterMinutes: number;
      /**
       * @description null: on request
       * @default null
       */
      readonly priceCents: number | null;
      /** @default USD */
      readonly currency: string;
      /**
       * @description Whether it can be booked
       * @default true
       */
      readonly active: boolean;
    };
    readonly ServiceChangesDto: {
      readonly name?: string;
      readonly durationMinutes?: number;
      /** @description Minutes kept free before each appointment */
      readonly bufferBeforeMinutes?: number;
      /** @description Minutes kept free after each appointment */
      readonly bufferAfterMinutes?: number;
      /** @description null: on request */
      readonly priceCents?: number | null;
      readonly currency?: string;
      /** @description Whether it can be booked */
      readonly active?: boolean;
    };
    readonly BarberDto: {
      readonly id: number;
      readonly name: string;
      readonly locationId: number;
      /** @description Their account; answered to staff only */
      readonly userId?: number | null;
      /** @description None: all services */
      readonly serviceIds: readonly number[];
      /** @description false: left or closed; neither listed nor bookable */
      readonly active: boolean;
      /** @description true: not listed, and bookable only by naming them */
      readonly hidden: boolean;
    };
    readonly BarbersDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      readonly nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      readonly total?: number;
      /** @description There are more than `total` */
      readonly totalIsCapped?: boolean;
      readonly items: readonly components['schemas']['BarberDto'][];
    };
    readonly NewBarberDto: {
      readonly name: string;
      readonly locationId: number;
      /**
       * @description The account of this barber. A client account gets the role barber with it, and is a client again without
       * @default null
       */
      readonly userId: number | null;
      /**
       * @description The services offered; none: all services
       * @default []
       */
      readonly serviceIds: readonly number[];
      /**
       * @description false: left or closed; neither listed nor bookable
       * @default true
       */
      readonly active: boolean;
      /**
       * @description true: not listed, and bookable only by naming them
       * @default false
       */
      readonly hidden: boolean;
    };
    readonly ChangedBarberDto: {
      readonly id: number;
      readonly name: string;
      readonly locationId: number;
      /** @description Their account; answered to staff only */
      readonly userId?: number | null;
      /** @description None: all services */
      readonly serviceIds: readonly number[];
      /** @description false: left or closed; neither listed nor bookable */
      readonly active: boolean;
      /** @description true: not listed, and bookable only by naming them */
      readonly hidden: boolean;
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      readonly affected: readonly components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      readonly affectedTotal?: number;
    };
    readonly BarberChangesDto: {
      readonly name?: string;
      readonly locationId?: number;
      /** @description The account of this barber. A client account gets the role barber with it, and is a client again without */
      readonly userId?: number | null;
      /** @description The services offered; none: all services */
      readonly serviceIds?: readonly number[];
      /** @description false: left or closed; neither listed nor bookable */
      readonly active?: boolean;
      /** @description true: not listed, and bookable only by naming them */
      readonly hidden?: boolean;
    };
    readonly WindowDto: {
      readonly start: string;
      /** @description `24:00` is the end of the day; an end at or before the start is on the next day */
      readonly end: string;
    };
    readonly WeekDayDto: {
      /** @description ISO weekday: 1 is Monday, 7 Sunday */
      readonly day: number;
      /** @description In order and without overlaps; none: closed */
      readonly windows: readonly components['schemas']['WindowDto'][];
    };
    readonly OverrideDto: {
      /**
       * Format: date
       * @description On the calendar of the location
       */
      readonly date: string;
      /** @description None: the barber does not work */
      readonly windows: readonly components['schemas']['WindowDto'][];
    };
    readonly TimeOffSpanDto: {
      readonly id: number;
      /** Format: date-time */
      readonly startsAt: string;
      /** Format: date-time */
      readonly endsAt: string;
    };
    readonly AvailabilityDto: {
      readonly barberId: number;
      /** @description The clock of the barber’s location */
      readonly timezone: string;
      /** @description All seven days, Monday first, or the one asked for */
      readonly weekly: readonly components['schemas']['WeekDayDto'][];
      /** @description Windows that replace the week on a date; today and later */
      readonly overrides: readonly components['schemas']['OverrideDto'][];
      /** @description Time off that ends today or later */
      readonly timeOff: readonly components['schemas']['TimeOffSpanDto'][];
    };
    readonly ChangedAvailabilityDto: {
      readonly barberId: number;
      /** @description The clock of the barber’s location */
      readonly timezone: string;
      /** @description All seven days, Monday first, or the one asked for */
      readonly weekly: readonly components['schemas']['WeekDayDto'][];
      /** @description Windows that replace the week on a date; today and later */
      readonly overrides: readonly components['schemas']['OverrideDto'][];
      /** @description Time off that ends today or later */
      readonly timeOff: readonly components['schemas']['TimeOffSpanDto'][];
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      readonly affected: readonly components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      readonly affectedTotal?: number;
    };
    readonly WeekDto: {
      /** @description Each weekday at most once; a day that is left out is closed */
      readonly weekly: readonly components['schemas']['WeekDayDto'][];
    };
    readonly ChangedOverrideDto: {
      /**
       * Format: date
       * @description On the calendar of the location
       */
      readonly date: string;
      /** @description None: the barber does not work */
      readonly windows: readonly components['schemas']['WindowDto'][];
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      readonly affected: readonly components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      readonly affectedTotal?: number;
    };
    readonly WindowsDto: {
      /** @description In order and without overlaps; none: closed */
      readonly windows: readonly components['schemas']['WindowDto'][];
    };
    readonly NewTimeOffDto: {
      /** Format: date-time */
      readonly startsAt: string;
      /**
       * Format: date-time
       * @description After startsAt, by five years at most
       */
      readonly endsAt: string;
      /** @description For the shop’s staff; not shown to clients */
      readonly reason?: string | null;
    };
    readonly AddedTimeOffDto: {
      readonly id: number;
      readonly barberId: number;
      /** Format: date-time */
      readonly startsAt: string;
      /** Format: date-time */
      readonly endsAt: string;
      readonly reason: string | null;
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      readonly affected: readonly components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      readonly affectedTotal?: number;
    };
    readonly BlockDto: {
      /** @enum {string} */
      readonly kind: 'working' | 'appointment' | 'time_off';
      /** Format: date-time */
      readonly startsAt: string;
      /** Format: date-time */
      readonly endsAt: string;
      /** @description Only of appointments */
      readonly appointmentId?: number;
    };
    readonly ScheduleDto: {
      readonly barberId: number;
      /** Format: date */
      readonly from: string;
      /** Format: date */
      readonly to: string;
      readonly timezone: string;
      /** @description By startsAt, then working, appointment, time_off */
      readonly blocks: readonly components['schemas']['BlockDto'][];
    };
    readonly ClientDto: {
      readonly id: number;
      readonly businessId: number;
      readonly name: string;
      readonly phone: string | null;
      readonly email: string | null;
      readonly notes: string | null;
      /** @description Whether they may no longer book */
      readonly blocked: boolean;
      /** @description Appointments that they missed */
      readonly noShows: number;
      /** @description Appointments that they cancelled within the cancellation notice */
      readonly lateCancellations: number;
      /** @description Their account; null: they have none */
      readonly userId: number | null;
      /** @description Grows with every change; also sent as the ETag */
      readonly version: number;
      /** Format: date-time */
      readonly createdAt: string;
    };
    readonly ClientsPageDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      readonly nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      readonly total?: number;
      /** @description There are more than `total` */
      readonly totalIsCapped?: boolean;
      readonly items: readonly components['schemas']['ClientDto'][];
    };
    readonly NewClientDto: {
      readonly name: string;
      readonly phone?: string | null;
      readonly email?: string | null;
      /** @description For the shop’s staff; never shown to the client */
      readonly notes?: string | null;
      /** @description Default: the business that the caller works for */
      readonly businessId?: number;
    };
    readonly ClientChangesDto: {
      readonly name?: string;
      readonly phone?: string | null;
      readonly email?: string | null;
      /** @description For the shop’s staff; never shown to the client */
      readonly notes?: string | null;
      /** @description Whether they may no longer book; staff may go beyond it */
      readonly blocked?: boolean;
    };
    readonly MergeDto: {
      /** @description The client that stays */
      readonly intoId: number;
    };
    readonly BusinessHoursDto: {
      readonly locationId: number;
      readonly timezone: string;
      /** @description All seven days, Monday first */
      readonly weekly: readonly components['schemas']['WeekDayDto'][];
    };
    readonly ChangedBusinessHoursDto: {
      readonly locationId: number;
      readonly timezone: string;
      /** @description All seven days, Monday first */
      readonly weekly: readonly components['schemas']['WeekDayDto'][];
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      readonly affected: readonly components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      readonly affectedTotal?: number;
    };
    readonly BookingSettingsDto: {
      readonly businessId: number;
      /** @description Minutes between the starts of slots */
      readonly slotIntervalMinutes: number;
      /** @description Minutes from now to the earliest start that can be booked */
      readonly minimumNoticeMinutes: number;
      /** @description Days from now to the latest start that can be booked */
      readonly bookingHorizonDays: number;
      /** @description Minutes before the start until which clients can cancel */
      readonly cancellationNoticeMinutes: number;
      /** @description Appointments that one client may have ahead; 0: any number */
      readonly maxOpenBookingsPerClient: number;
      /** @description Times that a client may move one appointment; 0: any number */
      readonly maxMovesPerBooking: number;
      /** @description Whether one client may have two appointments at one time */
      readonly clientOverlap: boolean;
      /** @description Whether people without an account may book */
      readonly guestBooking: boolean;
    };
    readonly PublicBookingSettingsDto: {
      readonly businessId: number;
      /** @description Minutes between the starts of slots */
      readonly slotIntervalMinutes: number;
      /** @description Minutes from now to the earliest start that can be booked */
      readonly minimumNoticeMinutes: number;
      /** @description Days from now to the latest start that can be booked */
      readonly bookingHorizonDays: number;
    };
    readonly NewBookingSettingsDto: {
      /**
       * @description Minutes between the starts of slots
       * @default 30
       */
      readonly slotIntervalMinutes: number;
      /**
       * @description Minutes from now to the earliest start that can be booked
       * @default 60
       */
      readonly minimumNoticeMinutes: number;
      /**
       * @description Days from now to the latest start that can be booked
       * @default 90
       */
      readonly bookingHorizonDays: number;
      /**
       * @description Minutes before the start until which clients can cancel
       * @default 0
       */
      readonly cancellationNoticeMinutes: number;
      /**
       * @description Appointments that one client may have ahead; 0: any number
       * @default 5
       */
      readonly maxOpenBookingsPerClient: number;
      /**
       * @description Times that a client may move one appointment; 0: any number
       * @default 0
       */
      readonly maxMovesPerBooking: number;
      /**
       * @description Whether one client may have two appointments at one time
       * @default false
       */
      readonly clientOverlap: boolean;
      /**
       * @description Whether people without an account may book
       * @default false
       */
      readonly guestBooking: boolean;
    };
    readonly BookingSettingsChangesDto: {
      /** @description Minutes between the starts of slots */
      readonly slotIntervalMinutes?: number;
      /** @description Minutes from now to the earliest start that can be booked */
      readonly minimumNoticeMinutes?: number;
      /** @description Days from now to the latest start that can be booked */
      readonly bookingHorizonDays?: number;
      /** @description Minutes before the start until which clients can cancel */
      readonly cancellationNoticeMinutes?: number;
      /** @description Appointments that one client may have ahead; 0: any number */
      readonly maxOpenBookingsPerClient?: number;
      /** @description Times that a client may move one appointment; 0: any number */
      readonly maxMovesPerBooking?: number;
      /** @description Whether one client may have two appointments at one time */
      readonly clientOverlap?: boolean;
      /** @description Whether people without an account may book */
      readonly guestBooking?: boolean;
    };
    readonly UserTimezoneAnswerDto: {
      readonly timezone: string | null;
    };
    readonly UserTimezoneDto: {
      /** @description Time zone in which this person sees dates and times; null: the location’s */
      readonly timezone: string | null;
    };
    readonly SlotDto: {
      /** Format: date-time */
      readonly startsAt: string;
      /**
       * Format: date-time
       * @description Without buffers
       */
      readonly endsAt: string;
      /** @description The start on the clock of `timezone`; when clocks go back, two slots have the same time */
      readonly time: string;
      /** @description The barbers who can be booked, by id */
      readonly barberIds: readonly number[];
    };
    readonly NextSlotDto: {
      /** Format: date-time */
      readonly startsAt: string;
      /** Format: date-time */
      readonly endsAt: string;
      /**
       * Format: date
       * @description The start’s day in the viewer’s zone
       */
      readonly date: string;
      /** @description The start in the viewer’s time zone */
      readonly time: string;
      /** @description The free barber with the lowest id */
      readonly barberId: number;
    };
    readonly AvailableSlotsDto: {
      /** Format: date */
      readonly date: string;
      /** @description The zone that `date` is a day of */
      readonly timezone: string;
      readonly locationId: number;
      /** @description null: any barber */
      readonly barberId: number | null;
      readonly serviceId: number;
      /** @description In order of start */
      readonly slots: readonly components['schemas']['SlotDto'][];
      /** @description null if no slot is free up to the horizon, or without `includeNextAvailable` */
      readonly nextAvailable: components['schemas']['NextSlotDto'] | null;
    };
    readonly NextAvailableDto: {
      /** @description null: no slot is free up to the horizon */
      readonly next: components['schemas']['NextSlotDto'] | null;
    };
    readonly ConflictDto: {
      readonly appointmentId: number;
      /** Format: date-time */
      readonly startsAt: string;
      /** Format: date-time */
      readonly endsAt: string;
      /**
       * Format: date-time
       * @description With its buffer
       */
      readonly blockedFrom: string;
      /**
       * Format: date-time
       * @description With its buffer
       */
      readonly blockedUntil: string;
    };
    readonly ConflictsDto: {
      readonly barberId: number;
      /** Format: date */
      readonly date: string;
      readonly conflicts: readonly components['schemas']['ConflictDto'][];
    };
    readonly NewClientFieldsDto: {
      readonly name: string;
      readonly phone?: string | null;
      readonly email?: string | null;
    };
    readonly NewAppointmentDto: {
      /**
       * Format: date
       * @description With `time`, instead of `startsAt`
       */
      readonly date?: string;
      /** @description Wall time in `timezone`. When clocks go back, a time that occurs twice means the first; when they go forward, a skipped time is moved forward by the gap */
      readonly time?: string;
      /**
       * Format: date-time
       * @description Instead of `date` and `time`
       */
      readonly startsAt?: string;
      readonly serviceId?: number;
      /** @description The same as `serviceId` */
      readonly service?: number;
      readonly notes?: string | null;
      /** @description For staff. Default: the length of the service, for an appointment that stays with its service its own */
      readonly durationMinutes?: number;
      /** @description For staff; null: on request. Default: the price of the service when it is booked */
      readonly priceCents?: number | null;
      /** @description For staff: rules that this request goes beyond. `notice`: minimum notice; `grid`: starts of slots; `hours`: working times, business hours, time off; `horizon`: booking horizon; `limits`: those of the client. Never another appointment */
      readonly override?: readonly ('notice' | 'grid' | 'hours' | 'horizon' | 'limits')[];
      /** @description Why; for the shop */
      readonly overrideReason?: string;
      /** @description For staff: the client it is for. Default: the caller */
      readonly clientId?: number;
      /** @description For staff: a client whom the shop does not know yet; one with the same name and address is found again */
      readonly client?: components['schemas']['NewClientFieldsDto'];
      /** @description Default: the caller’s own zone, else the location’s */
      readonly timezone?: string;
      /** @description Default: a free barber, as the setting `assignment` says */
      readonly barberId?: number;
      /** @description Default: the barber’s location, else the first one */
      readonly locationId?: number;
    } & ((unknown | unknown) & (unknown | unknown));
    readonly NamedDto: {
      readonly id: number;
      readonly name: string;
    };
    readonly BookedLocationDto: {
      readonly id: number;
      readonly name: string;
      readonly timezone: string;
    };
    readonly BookedClientDto: {
      readonly id: number;
      readonly name: string;
      readonly phone: string | null;
      readonly email: string | null;
    };
    readonly AppointmentDto: {
      readonly id: number;
      /** @enum {string} */
      readonly status: 'confirmed' | 'cancelled' | 'completed' | 'no_show';
      /** Format: date-time */
      readonly startsAt: string;
      /** Format: date-time */
      readonly endsAt: string;
      /** Format: date */
      readonly date: string;
      readonly time: string;
      readonly timezone: string;
      readonly barberId: number;
      readonly serviceId: number;
      readonly locationId: number;
      /** @description The client’s account; null: they have none */
      readonly userId: number | null;
      readonly durationMinutes: number;
      readonly barber: components['schemas']['NamedDto'];
      readonly service: components['schemas']['NamedDto'];
      readonly location: components['schemas']['BookedLocationDto'];
      /** @description null: a walk-in without a name, or erased */
      readonly client: components['schemas']['BookedClientDto'] | null;
      /** @description As agreed when it was booked; null: on request */
      readonly priceCents: number | null;
      readonly currency: string;
      /** @description The account that made it */
      readonly createdBy: number | null;
      readonly cancellationReason: string | null;
      readonly notes: string | null;
      /** @description Grows with every change; also sent as the ETag */
      readonly version: number;
      /** Format: date-time */
      readonly createdAt: string;
    };
    readonly WalkInDto: {
      readonly locationId: number;
      readonly serviceId: number;
      /** @description Default: the barber who can begin first */
      readonly barberId?: number;
      readonly clientId?: number;
      /** @description Without it and without `clientId`, the appointment has no client */
      readonly client?: components['schemas']['NewClientFieldsDto'];
      /**
       * @description How long the client would wait
       * @default 15
       */
      readonly startsWithinMinutes: number;
      readonly notes?: string | null;
      /** @description Rules that this request goes beyond. Notice and grid never apply to a walk-in */
      readonly override?: readonly ('notice' | 'grid' | 'hours' | 'horizon' | 'limits')[];
      /** @description Why; for the shop */
      readonly overrideReason?: string;
    };
    readonly AppointmentsPageDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      readonly nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      readonly total?: number;
      /** @description There are more than `total` */
      readonly totalIsCapped?: boolean;
      readonly items: readonly components['schemas']['AppointmentDto'][];
      /** @description Unless `limit` or `cursor` is sent */
      readonly page?: number;
      /** @description Unless `limit` or `cursor` is sent */
      readonly pageSize?: number;
    };
    readonly AppointmentChangesDto: {
      /**
       * Format: date
       * @description With `time`, instead of `startsAt`
       */
      readonly date?: string;
      /** @description Wall time in `timezone`. When clocks go back, a time that occurs twice means the first; when they go forward, a skipped time is moved forward by the gap */
      readonly time?: string;
      /**
       * Format: date-time
       * @description Instead of `date` and `time`
       */
      readonly startsAt?: string;
      readonly serviceId?: number;
      /** @description The same as `serviceId` */
      readonly service?: number;
      readonly notes?: string | null;
      /** @description For staff. Default: the length of the service, for an appointment that stays with its service its own */
      readonly durationMinutes?: number;
      /** @description For staff; null: on request. Default: the price of the service when it is booked */
      readonly priceCents?: number | null;
      /** @description For staff: rules that this request goes beyond. `notice`: minimum notice; `grid`: starts of slots; `hours`: working times, business hours, time off; `horizon`: booking horizon; `limits`: those of the client. Never another appointment */
      readonly override?: readonly ('notice' | 'grid' | 'hours' | 'horizon' | 'limits')[];
      /** @description Why; for the shop */
      readonly overrideReason?: string;
      /** @description For staff: the client it is for. Default: the caller */
      readonly clientId?: number;
      /** @description For staff: a client whom the shop does not know yet; one with the same name and address is found again */
      readonly client?: components['schemas']['NewClientFieldsDto'];
      /** @description Default: the appointment’s */
      readonly timezone?: string;
      /** @description Default: the same barber, or at another location a free one */
      readonly barberId?: number;
      /** @description Default: the same; with another barber, the barber’s */
      readonly locationId?: number;
      /**
       * @description For staff of the location
       * @enum {string}
       */
      readonly status?: 'confirmed' | 'completed' | 'no_show';
    };
    readonly AppointmentCancellationDto: {
      readonly reason?: string;
      /**
       * @description Whose wish it is, for staff. Default: the client’s. Within the cancellation notice, the client’s counts as late
       * @enum {string}
       */
      readonly by?: 'client' | 'shop';
    };
    readonly HandoverDto: {
      /** @description Default: a barber of the location who is free */
      readonly barberId?: number;
      /** @description Rules that this request goes beyond */
      readonly override?: readonly ('notice' | 'grid' | 'hours' | 'horizon' | 'limits')[];
      /** @description Why; for the shop */
      readonly overrideReason?: string;
    };
    readonly DayHandoverDto: {
      /**
       * Format: date
       * @description A day of the shop’s calendar
       */
      readonly date: string;
    };
    readonly HandedOverDto: {
      readonly bookingId: number;
      /** @description Who has it now; null: it stays where it was */
      readonly barberId: number | null;
      /**
       * @description Why it stays
       * @enum {string}
       */
      readonly problem?:
        | 'invalid-request'
        | 'invalid-credentials'
        | 'invalid-refresh-token'
        | 'unauthenticated'
        | 'forbidden'
        | 'invalid-csrf-token'
        | 'not-found'
        | 'method-not-allowed'
        | 'request-timeout'
        | 'email-taken'
        | 'warm-up-running'
        | 'slot-taken'
        | 'client-exists'
        | 'client-busy'
        | 'client-blocked'
        | 'too-many-bookings'
        | 'nobody-free'
        | 'already-cancelled'
        | 'conflict'
        | 'version-mismatch'
        | 'body-too-large'
        | 'unsupported-media-type'
        | 'expectation-failed'
        | 'idempotency-key-reused'
        | 'outside-availability'
        | 'too-soon'
        | 'beyond-horizon'
        | 'too-early'
        | 'too-late-to-cancel'
        | 'rate-limited'
        | 'internal-error'
        | 'database-unavailable'
        | 'overloaded'
        | 'shutting-down';
    };
    readonly DayHandoverAnswerDto: {
      readonly items: readonly components['schemas']['HandedOverDto'][];
    };
    readonly ClientHistoryDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      readonly nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      readonly total?: number;
      /** @description There are more than `total` */
      readonly totalIsCapped?: boolean;
      readonly items: readonly components['schemas']['AppointmentDto'][];
    };
    readonly ClientExportDto: {
      /** Format: date-time */
      readonly exportedAt: string;
      readonly client: components['schemas']['ClientDto'];
      readonly bookings: readonly components['schemas']['AppointmentDto'][];
    };
    readonly CacheAvailabilityDto: {
      readonly available: boolean;
      /** @enum {string} */
      readonly mode: 'redis' | 'memory' | 'off';
      /** @description Median of recent operations; null without any */
      readonly latencyMs: number | null;
    };
    readonly CacheHealthMetricDto: {
      /** @enum {string} */
      readonly name:
        'availability' | 'response_time' | 'memory_usage' | 'hit_rate' | 'connections' | 'expiration';
      /** @description null: nothing was measured; the status is then unknown */
      readonly value: number | null;
      /** @enum {string} */
      readonly unit: 'boolean' | 'ms' | 'bytes' | 'rate' | 'connections';
      /**
       * @description unknown: nothing was measured, and the message says why
       * @enum {string}
       */
      readonly status: 'unknown' | 'healthy' | 'warning' | 'critical';
      /** @description From which value on the status is worse; null: none is set */
      readonly threshold: number | null;
      readonly message: string;
    };
    readonly CacheHealthDto: {
      /**
       * @description The worst status among the metrics that are known; unknown: none is
       * @enum {string}
       */
      readonly status: 'unknown' | 'healthy' | 'warning' | 'critical';
      /**
       * Format: date-time
       * @description Now: availability is of this moment, the other metrics are at most 30 s older
       */
      readonly timestamp: string;
      readonly metrics: readonly components['schemas']['CacheHealthMetricDto'][];
      /** @description What to do, most urgent first */
      readonly recommendations: readonly string[];
    };
    readonly QuantilesDto: {
      /** @description Median in ms; null: nothing was measured */
      readonly p50: number | null;
      /** @description 99th percentile in ms; null: nothing was measured */
      readonly p99: number | null;
    };
    readonly RegionStatsDto: {
      readonly name: string;
      /** @description The form of its keys */
      readonly pattern: string;
      /** @description The longest time that an entry is kept */
      readonly ttlSeconds: number;
      readonly hits: number;
      readonly misses: number;
      /** @description hits / (hits + misses); 0 before the first read */
      readonly hitRate: number;
      /** @description Misses that found an entry which had been invalidated */
      readonly invalidatedMisses: number;
      /** @description Misses that were answered by the load of another read */
      readonly collapsed: number;
      /** @description Reads that bypassed the cache; neither hits nor misses */
      readonly bypasses: number;
      /** @description Loads that a reader waited for */
      readonly loads: number;
      /** @description Loads of the warm-up, of refreshes and of comparisons */
      readonly jobLoads: number;
      readonly loadMs: components['schemas']['QuantilesDto'];
      readonly jobLoadMs: components['schemas']['QuantilesDto'];
      readonly hitMs: components['schemas']['QuantilesDto'];
    };
    readonly L1StatsDto: {
      readonly entries: number;
      readonly bytes: number;
      readonly maxBytes: number;
      readonly hits: number;
    };
    readonly RedisInfoDto: {
      readonly version: string;
      readonly role: string;
      /** @description null: this Redis does not report it */
      readonly usedMemoryBytes: number | null;
      /** @description 0: Redis has no limit; null: it does not report it */
      readonly maxMemoryBytes: number | null;
      /** @description null: this Redis does not report it */
      readonly connectedClients: number | null;
      /** @description null: this Redis does not report it */
      readonly maxClients: number | null;
      readonly keys: number;
      /** @description null: this Redis does not report it */
      readonly expiredKeys: number | null;
      /** @description null: this Redis does not report it */
      readonly evictedKeys: number | null;
      readonly maxmemoryPolicy: string;
    };
    readonly SuspensionDto: {
      /** Format: date-time */
      readonly since: string;
      /** @description What the cache cannot do without and does not have */
      readonly reasons: readonly string[];
    };
    readonly InvalidationStatsDto: {
      /** @description Domain events handled */
      readonly events: number;
      /** @description Tags forgotten */
      readonly tags: number;
      /** @description Changes in the outbox that are not forgotten yet; 5,001 stands for more than 5,000. null: not known, because the database did not answer for 10 s */
      readonly pending: number | null;
      readonly oldestPendingSeconds: number | null;
      /** @description From the commit of a change until its tags are forgotten */
      readonly lagMs: components['schemas']['QuantilesDto'];
    };
    readonly CacheStatsDto: {
      /**
       * @description Whose counters these are: of the instance that answers, or the sum over all that run
       * @enum {string}
       */
      readonly scope: 'instance' | 'fleet';
      /** @description Instances in the sum: those that reported within the last minute */
      readonly instances: number;
      /** @description Age of the oldest report in the sum, in seconds; instances report every 10 s. 0 for one instance */
      readonly ageSeconds: number;
      /**
       * @description Where entries are stored
       * @enum {string}
       */
      readonly mode: 'redis' | 'memory' | 'off';
      readonly hits: number;
      readonly misses: number;
      /** @description hits / (hits + misses); 0 before the first read */
      readonly hitRate: number;
      readonly loads: number;
      /** @description Reads that bypassed the cache */
      readonly bypasses: number;
      readonly regions: readonly components['schemas']['RegionStatsDto'][];
      /** @description The tier in the memory of this instance */
      readonly l1: components['schemas']['L1StatsDto'];
      /** @description null without Redis, or while it does not answer */
      readonly redis: components['schemas']['RedisInfoDto'] | null;
      /** @description Why reads bypass the cache; null: they do not */
      readonly suspended: components['schemas']['SuspensionDto'] | null;
      readonly invalidation: components['schemas']['InvalidationStatsDto'];
    };
    readonly InstanceDto: {
      readonly id: string;
      /** Format: date-time */
      readonly startedAt: string;
      /**
       * Format: date-time
       * @description When it last reported
       */
      readonly seenAt: string;
      readonly version: string;
      /** @description Where it stores entries: redis, memory or off */
      readonly mode: string;
      /** @description Its reads bypass a cache that should serve them */
      readonly suspended: boolean;
      /** @description Cached reads since its start */
      readonly requests: number;
      /** @description null without any reads */
      readonly hitRate: number | null;
    };
    readonly InstancesDto: {
      /** @description Oldest first */
      readonly items: readonly components['schemas']['InstanceDto'][];
    };
    readonly AuditUserDto: {
      readonly email: string;
      readonly name: string;
    };
    readonly AuditEntryDto: {
      readonly id: number;
      /** Format: date-time */
      readonly at: string;
      readonly userId: number;
      /** @description As they are now; null: the account is gone */
      readonly user: components['schemas']['AuditUserDto'] | null;
      readonly action: string;
      /** @description What was requested */
      readonly request: {
        readonly [key: string]: unknown;
      };
      /** @description What was answered */
      readonly result: {
        readonly [key: string]: unknown;
      };
    };
    readonly AuditPageDto: {
      /** @description Newest first */
      readonly items: readonly components['schemas']['AuditEntryDto'][];
      readonly page: number;
      readonly pageSize: number;
      readonly total: number;
    };
    readonly PatternSummaryDto: {
      readonly pattern: string;
      /** @description null for keys of no region, such as tokens */
      readonly region: string | null;
      readonly ttlSeconds: number | null;
      readonly keys: number;
      readonly bytes: number;
      /** @description Share of all bytes of the cache */
      readonly share: number;
    };
    readonly KeysSummaryDto: {
      /** @description Whether the store could be scanned to the end */
      readonly available: boolean;
      /** @description Keys of the cache */
      readonly total: number;
      /** @description Keys that were scanned, including keys of other applications */
      readonly scanned: number;
      /** @description Not all keys were scanned: the other numbers are estimates */
      readonly truncated: boolean;
      readonly patterns: readonly components['schemas']['PatternSummaryDto'][];
    };
    readonly TrendSampleDto: {
      /** Format: date-time */
      readonly at: string;
      /** @enum {string} */
      readonly status: 'unknown' | 'healthy' | 'warning' | 'critical';
      readonly hitRate: number | null;
      /** @description Cached reads a minute */
      readonly requests: number;
      /** @description 95th percentile */
      readonly responseTimeMs: number | null;
      readonly usedMemoryBytes: number | null;
      readonly connectedClients: number | null;
    };
    readonly TrendDto: {
      readonly first: number;
      readonly last: number;
      readonly min: number;
      readonly max: number;
      /** @description Change an hour; a few outliers do not affect it */
      readonly slopePerHour: number;
      /**
       * @description steady unless the change is more than noise; unknown: too few samples
       * @enum {string}
       */
      readonly direction: 'unknown' | 'steady' | 'rising' | 'falling';
      /**
       * @description Of the numbers; the slope is in this unit an hour
       * @enum {string}
       */
      readonly unit: 'boolean' | 'ms' | 'bytes' | 'rate' | 'connections' | 'reads a minute';
    };
    readonly TrendsSummaryDto: {
      /** @description null: nothing was measured */
      readonly availability: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      readonly responseTimeMs: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      readonly usedMemoryBytes: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      readonly hitRate: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      readonly connectedClients: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      readonly expiration: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      readonly requests: components['schemas']['TrendDto'] | null;
    };
    readonly DegradationDto: {
      /** @enum {string} */
      readonly metric:
        | 'responseTimeMs'
        | 'availability'
        | 'usedMemoryBytes'
        | 'hitRate'
        | 'connectedClients'
        | 'expiration'
        | 'requests';
      /** Format: date-time */
      readonly from: string;
      /**
       * Format: date-time
       * @description Its end so far if it goes on; never later than now
       */
      readonly to: string;
      /** @description It has not ended */
      readonly isOngoing: boolean;
      readonly message: string;
    };
    readonly TrendsDto: {
      readonly hours: number;
      readonly samples: readonly components['schemas']['TrendSampleDto'][];
      readonly summary: components['schemas']['TrendsSummaryDto'];
      /** @description When a metric was beyond its threshold */
      readonly degradations: readonly components['schemas']['DegradationDto'][];
    };
    readonly MemoryUseDto: {
      /** @description null while the store does not answer */
      readonly used: number | null;
      /** @description null: no limit is set, or it is not known */
      readonly available: number | null;
      /** @description used / available */
      readonly share: number | null;
      /**
       * Format: date-time
       * @description When memory is full at the slope of the last day; null: see `outlook`
       */
      readonly fullAt: string | null;
      /**
       * @description filling: full at `fullAt`. steady: not at the slope of the last day. unlimited: no limit is set. unknown: the store does not answer, less than an hour was measured, or the store is the memory of this process, which is expected to fill up and then evicts
       * @enum {string}
       */
      readonly outlook: 'unknown' | 'unlimited' | 'steady' | 'filling';
    };
    readonly UseDto: {
      /** @description null while the store does not answer */
      readonly used: number | null;
      /** @description null: no limit is set, or it is not known */
      readonly available: number | null;
      /** @description used / available */
      readonly share: number | null;
    };
    readonly ConnectionsUseDto: {
      /** @description null while the store does not answer */
      readonly used: number | null;
      /** @description null: no limit is set, or it is not known */
      readonly available: number | null;
      /** @description used / available */
      readonly share: number | null;
      /** @description From how many connections on the alert rule warns */
      readonly threshold: number;
    };
    readonly RegionUseDto: {
      readonly name: string;
      readonly ttlSeconds: number;
      readonly hits: number;
      readonly misses: number;
      /** @description 0 before the first read */
      readonly hitRate: number;
      /** @description Keys in the store; null while it does not answer */
      readonly keys: number | null;
      readonly bytes: number | null;
    };
    readonly UtilizationDto: {
      readonly memory: components['schemas']['MemoryUseDto'];
      readonly l1: components['schemas']['UseDto'];
      readonly connections: components['schemas']['ConnectionsUseDto'];
      /** @description All keys of the store, including other applications’; null while it does not answer */
      readonly keys: number | null;
      readonly regions: readonly components['schemas']['RegionUseDto'][];
      /** @description The keys and bytes of regions are estimated from the first 2000 keys */
      readonly estimated: boolean;
    };
    readonly RegionEffectDto: {
      /** @description Reads since the start of the instance or, of the fleet, of its instances */
      readonly readsServed: number;
      /** @description Reads that did not have to load: hits, and reads that joined the load of another */
      readonly databaseReadsSaved: number;
      /** @description Hits times the median load, less the time that the hits took; null: no load was measured. A total is of the regions of which it is known */
      readonly millisecondsSaved: number | null;
      /** @description Time that the same reads would have taken without the cache; null: no load was measured */
      readonly millisecondsWithout: number | null;
      readonly name: string;
    };
    readonly CacheEffectDto: {
      /** @description Reads since the start of the instance or, of the fleet, of its instances */
      readonly readsServed: number;
      /** @description Reads that did not have to load: hits, and reads that joined the load of another */
      readonly databaseReadsSaved: number;
      /** @description Hits times the median load, less the time that the hits took; null: no load was measured. A total is of the regions of which it is known */
      readonly millisecondsSaved: number | null;
      /** @description Time that the same reads would have taken without the cache; null: no load was measured */
      readonly millisecondsWithout: number | null;
      readonly regions: readonly components['schemas']['RegionEffectDto'][];
    };
    readonly CacheReportDto: {
      /** Format: date-time */
      readonly timestamp: string;
      /** @description What the cache saved the database */
      readonly effect: components['schemas']['CacheEffectDto'];
      readonly health: components['schemas']['CacheHealthDto'];
      readonly stats: components['schemas']['CacheStatsDto'];
      readonly trends: components['schemas']['TrendsDto'];
      readonly utilization: components['schemas']['UtilizationDto'];
      readonly recommendations: readonly string[];
    };
    readonly Problem: {
      /**
       * Format: uri
       * @description Absolute address of the page that explains the code
       */
      readonly type: string;
      readonly title: string;
      readonly status: number;
      /** @description What is wrong with this request and what to do */
      readonly detail: string;
      /**
       * Format: uri-reference
       * @description Identifies the request: `/requests/` and its `X-Request-Id`
       */
      readonly instance: string;
      /** @enum {string} */
      readonly code:
        | 'invalid-request'
        | 'invalid-credentials'
        | 'invalid-refresh-token'
        | 'unauthenticated'
        | 'forbidden'
        | 'invalid-csrf-token'
        | 'not-found'
        | 'method-not-allowed'
        | 'request-timeout'
        | 'email-taken'
        | 'warm-up-running'
        | 'slot-taken'
        | 'client-exists'
        | 'client-busy'
        | 'client-blocked'
        | 'too-many-bookings'
        | 'nobody-free'
        | 'already-cancelled'
        | 'conflict'
        | 'version-mismatch'
        | 'body-too-large'
        | 'unsupported-media-type'
        | 'expectation-failed'
        | 'idempotency-key-reused'
        | 'outside-availability'
        | 'too-soon'
        | 'beyond-horizon'
        | 'too-early'
        | 'too-late-to-cancel'
        | 'rate-limited'
        | 'internal-error'
        | 'database-unavailable'
        | 'overloaded'
        | 'shutting-down';
      /** @description What is wrong with each field; present on 400 */
      readonly errors?: readonly {
        readonly field: string;
        readonly message: string;
      }[];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
