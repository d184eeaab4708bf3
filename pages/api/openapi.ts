/* Made of the API’s OpenAPI document by `npm run generate:openapi`. Do not edit. */

export interface paths {
  '/api/v1/auth/register': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create a client account
     * @description Log in afterwards to get an access token. The answer does not reveal whether the address has an account already: then nothing is made, and its owner gets a mail. One address may register half as many accounts an hour as `RATE_LIMIT_PER_MINUTE`.
     */
    post: operations['authRegister'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Log in
     * @description Returns an access token for the header `Authorization: Bearer …`, and a refresh token for when it has expired.
     */
    post: operations['authLogin'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Get a new access token
     * @description The refresh token is used up: the answer has its successor. Within 10 seconds the same request is answered with the same successor, unless that was used. Later use ends the session, because another client may have the token.
     */
    post: operations['sessionsRefresh'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Log out
     * @description Ends the session of the refresh token. Succeeds also if it has ended before.
     */
    post: operations['sessionsLogout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/logout-all': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Log out everywhere
     * @description Revokes all access and refresh tokens of the caller at once, the one of this request as well.
     */
    post: operations['sessionsLogoutAll'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get who is signed in
     * @description For a page that was loaded again.
     */
    get: operations['pageSessionGet'];
    put?: never;
    /**
     * Sign a page in
     * @description Sets the cookie `__Host-bb`, which then stands for the access token. The server renews it. Browsers accept it over HTTPS, and over HTTP from localhost.
     */
    post: operations['pageSessionSignIn'];
    /**
     * Sign a page out
     * @description Ends the session of the cookie and removes the cookie. Succeeds also without a session.
     */
    delete: operations['pageSessionSignOut'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the caller’s account
     * @description The account that the access token belongs to.
     */
    get: operations['usersMe'];
    put?: never;
    post?: never;
    /**
     * Erase the caller’s account
     * @description The person is erased before the answer: name, addresses, notes, sessions and stored answers, at every business that they were a client of. Appointments ahead are cancelled, those of the past stay as times. The last admin cannot be erased.
     */
    delete: operations['usersErase'];
    options?: never;
    head?: never;
    /**
     * Change the caller’s account
     * @description Fields that are left out stay as they are. Another e-mail address is unverified until its owner proves that it is theirs.
     */
    patch: operations['ownAccountChange'];
    trace?: never;
  };
  '/api/v1/users/me/password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Change the caller’s password
     * @description Ends all other sessions of the account at once, on every instance. The session of this request goes on with the tokens that it has. A wrong `currentPassword` counts as a failed login.
     */
    put: operations['ownAccountChangePassword'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/forgot-password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask for a link to set a new password
     * @description The answer is the same whether there is an account with this address or not. At most five mails an hour go to one address. Without `MAIL_URL` the link is printed by a development server; in production the answer is then 503 `mail-not-configured`.
     */
    post: operations['mailLinksForgotPassword'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/reset-password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Set a new password by a mailed link
     * @description For a forgotten password (an hour, once) and for an invitation (seven days, once). Ends all sessions of the account, and its wait after failed logins.
     */
    post: operations['mailLinksResetPassword'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/verify-email': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Prove by a mailed link that an e-mail address is one’s own
     * @description Registering and changing the address mail the link, which is valid for three days, once.
     */
    post: operations['mailLinksVerifyEmail'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/me/verification': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask for another mail that verifies the caller’s address
     * @description At most five mails an hour go to one address.
     */
    post: operations['mailLinksSendVerification'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List who changed what, newest first
     * @description What staff changed of the shop, of accounts and of appointments, what people changed of their own accounts, logins of staff, failed logins, and what operators did to the cache. By ids and names of fields: no value of a person is kept. Entries end after `AUDIT_DAYS`. Requires the role admin.
     */
    get: operations['auditList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List accounts, by id
     * @description Without those that were erased. Requires the role admin.
     */
    get: operations['accountsList'];
    put?: never;
    /**
     * Add an account
     * @description Staff belong to the locations in `locationIds`. Without `password`, the owner gets a mail with a link to set one, valid for seven days; a development server without `MAIL_URL` prints it. Requires the role admin.
     */
    post: operations['accountsCreate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get an account
     * @description An account that was erased is not found. Requires the role admin.
     */
    get: operations['accountsGet'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change an account
     * @description Fields that are left out stay as they are; `locationIds` replaces the list. A right that is taken away ends at once, on every instance. The last admin can be neither deactivated nor given another role. Requires the role admin.
     */
    patch: operations['accountsChange'];
    trace?: never;
  };
  '/api/v1/bookings/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Watch a list
     * @description A stream of server-sent events. Open it, then read the list; read it again after each event. `changed` (`{version, etag}`): the list is another one, and a read that begins now shows this state or a later one. `resync`: changes may have been missed. `gone`: the access token or the right has ended; log in again. Each `id` is a version, and versions are ordered alike on all instances: a client that comes back with `Last-Event-ID` gets `changed` at once if its state is an older one. The list is that of the same query at the time of the request: without `date` it stays with today.
     */
    get: operations['liveWatch'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the state of the server, its database and its cache
     * @description For people and monitoring; the probes for Kubernetes are listed below.
     */
    get: operations['probesHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Liveness probe
     * @description Succeeds while the process can answer; it checks no dependency.
     */
    get: operations['probesLive'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Readiness probe
     * @description 503 while shutting down, and without the database unless reads are served from the cache meanwhile; 200 `degraded` without the cache, or while the database is away or takes no changes.
     */
    get: operations['probesReady'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/startup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Startup probe
     * @description Answers once migrations have run and the server listens.
     */
    get: operations['probesStartup'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get metrics for Prometheus
     * @description Of the instance that answers. With `METRICS_TOKEN`, send it as a bearer token; without it, a server in production answers only its own network. With `METRICS_PORT` they are at that port instead.
     */
    get: operations['metricsMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/entries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List entries of the store by the beginning of their keys
     * @description One request scans some thousand keys. A page may be empty though there are more: go on until `nextCursor` is null. With the cache in memory, of the instance that answers. Requires the role admin.
     */
    get: operations['entriesList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/entry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get one entry: its value, its age, its tags, and why it will end
     * @description Requires the role admin.
     */
    get: operations['entriesEntry'];
    put?: never;
    post?: never;
    /**
     * Invalidate one entry, by forgetting the tags that it depends on
     * @description Every other entry that depends on one of these tags goes with it; the answer says how many. With `dryRun=true` they are only counted. Requires the role admin.
     */
    delete: operations['entriesForget'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/monitoring/hot-keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the keys that are read most
     * @description Of the whole fleet. Instances report what they counted about once a minute. Requires the role admin.
     */
    get: operations['hotKeysHotKeys'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/invalidate/all-slots': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Invalidate all lists of slots
     * @description Requires the role admin.
     */
    post: operations['invalidationAllSlots'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/invalidate/barber/{barberId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Invalidate everything that is cached about a barber
     * @description Requires the role admin.
     */
    post: operations['invalidationBarber'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/invalidate/date-range': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Invalidate everything that is cached about a range of dates
     * @description Requires the role admin.
     */
    post: operations['invalidationDateRange'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/invalidate/business-settings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Invalidate booking settings, business hours and the slots that depend on them
     * @description Requires the role admin.
     */
    post: operations['invalidationBusinessSettings'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/warm-up': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get how far the running warm-up is, or how the last one ended
     * @description Of all instances, whether it was requested or scheduled. Requires the role admin.
     */
    get: operations['warmUpProgress'];
    put?: never;
    /**
     * Load the slots of some days into the cache
     * @description First what clients asked for lately, then what they are expected to ask for, then all other lists, for as long as the first entries live. One warm-up runs at a time in all instances; while the cache is suspended, it waits. With `dryRun=true` the answer is the plan, and nothing is loaded. With `Prefer: respond-async` the answer is 202 at once, and `GET` reports how far it is. With `Accept: text/event-stream` the answer is a stream of events: `progress` with the stats so far, then `done` with the answer, or `error` with a `code` and a `message`. An invalid request is answered as a problem before the stream begins. If the client disconnects, the warm-up goes on; `DELETE` cancels it. Requires the role admin.
     */
    post: operations['warmUpWarmUp'];
    /**
     * Cancel the running warm-up
     * @description On whichever instance it runs. Requires the role admin.
     */
    delete: operations['warmUpCancel'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/preload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Load what is read most into the cache
     * @description Settings, business hours, weeks, and the slots of today and tomorrow. Requires the role admin.
     */
    post: operations['warmUpPreload'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/businesses': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List all businesses
     * @description Locations belong to a business, which sets the booking rules.
     */
    get: operations['businessesList'];
    put?: never;
    /**
     * Add a business
     * @description It has the default booking rules until they are set. Requires the role admin.
     */
    post: operations['businessesCreate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/businesses/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a business
     * @description Locations belong to a business, which sets the booking rules.
     */
    get: operations['businessesGet'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change a business
     * @description Fields that are left out stay as they are. Requires the role admin.
     */
    patch: operations['businessesChange'];
    trace?: never;
  };
  '/api/v1/locations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List all locations
     * @description Barbers work at a location, on the clock of its time zone. Those closed or hidden are shown to staff only.
     */
    get: operations['locationsList'];
    put?: never;
    /**
     * Add a location
     * @description It is open at all hours until its business hours are set. Requires the role admin.
     */
    post: operations['locationsCreate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/locations/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a location
     * @description Barbers work at a location, on the clock of its time zone.
     */
    get: operations['locationsGet'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change a location
     * @description Fields that are left out stay as they are. `businessId` stays once clients have appointments here. Requires the role admin.
     */
    patch: operations['locationsChange'];
    trace?: never;
  };
  '/api/v1/services': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List all services, or those that a location offers
     * @description What clients book: a duration, buffers and a price. Those that are not active are shown to staff only.
     */
    get: operations['servicesList'];
    put?: never;
    /**
     * Add a service
     * @description Barbers without a list of services offer it as well. Where it names no interval, notice or horizon, the booking settings of the business apply. Requires the role admin.
     */
    post: operations['servicesCreate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/services/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a service
     * @description What clients book: a duration, buffers and a price. Those that are not active are shown to staff only.
     */
    get: operations['servicesGet'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change a service
     * @description Fields that are left out stay as they are. Managers may change only the price, and only if the service is not offered at any location but theirs. Appointments keep their length and price, also where the service is not offered any more; `affected` names these. Requires the role manager or admin.
     */
    patch: operations['servicesChange'];
    trace?: never;
  };
  '/api/v1/locations/{id}/closures': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the closures of a location
     * @description Also those that are over, by their first date; for staff of the location. Everyone sees those ahead with the business hours. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['closuresList'];
    put?: never;
    /**
     * Close a location for some dates, or set special hours
     * @description The dates are those of the shop. Where several closures concern a date, the location is open only while all of them leave it open. Appointments stay as they are; `affected` names those that are uncovered now. Requires the role manager or admin.
     */
    post: operations['closuresAdd'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/locations/{id}/closures/{closureId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a closure
     * @description For staff of the location. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['closuresGet'];
    put?: never;
    post?: never;
    /**
     * Remove a closure
     * @description The business hours apply to its dates again. Requires the role manager or admin.
     */
    delete: operations['closuresRemove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/barbers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List all barbers, or those of a location
     * @description Also barbers who have no availability yet. Those who left or are hidden, and those of a closed location, are shown to staff only.
     */
    get: operations['barbersList'];
    put?: never;
    /**
     * Add a barber
     * @description A new barber does not work until their availability is set. Managers may add barbers to their locations; only an admin may name a `userId`. Requires the role manager or admin.
     */
    post: operations['barbersCreate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/barbers/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a barber
     * @description Their location and services; see also their availability.
     */
    get: operations['barbersGet'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change a barber
     * @description Fields that are left out stay as they are; `serviceIds` and `services` replace the list. Barbers may change only their own name, managers the barbers of their locations; only an admin may change `userId`. When a barber moves to another location, appointments stay where they were booked; `affected` names them. Requires the role barber or manager or admin.
     */
    patch: operations['barbersChange'];
    trace?: never;
  };
  '/api/v1/barbers/{id}/availability': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get when a barber works
     * @description On the clock of the barber’s location, whose business hours limit it further. Overrides and time off that ended before today (there) are left out.
     */
    get: operations['availabilityGet'];
    /**
     * Set a barber’s week
     * @description Replaces the week; overrides and time off stay. A barber may set only their own. Appointments stay as they are; `affected` names those that are uncovered now. Requires the role barber or manager or admin.
     */
    put: operations['availabilitySet'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/barbers/{id}/rota': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a barber’s alternating weeks
     * @description Not found if the barber has none. They are a part of the barber’s availability as well.
     */
    get: operations['rotaGet'];
    /**
     * Set a barber’s alternating weeks
     * @description Up to eight weeks, which replace the barber’s week from `startDate` on. Overrides and closures win over them. Appointments stay as they are; `affected` names those that are uncovered now. Requires the role barber or manager or admin.
     */
    put: operations['rotaSet'];
    post?: never;
    /**
     * Remove a barber’s alternating weeks
     * @description The barber’s week applies again. Succeeds if there were none, too. Requires the role barber or manager or admin.
     */
    delete: operations['rotaRemove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/barbers/{id}/overrides/{date}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get when a barber works on one date instead of their week
     * @description Not found if the date has no override. They are a part of the barber’s availability as well.
     */
    get: operations['overridesGet'];
    /**
     * Set when a barber works on one date
     * @description Replaces the week and any override on that date. A barber may set only their own. Requires the role barber or manager or admin.
     */
    put: operations['overridesSet'];
    post?: never;
    /**
     * Remove the override of a date
     * @description The barber’s week applies to the date again. Succeeds if there was no override, too. Requires the role barber or manager or admin.
     */
    delete: operations['overridesRemove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/barbers/{id}/time-off': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List a barber’s time off
     * @description With reasons, also what is over, in the order in which it was added. A barber sees only their own. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['timeOffList'];
    put?: never;
    /**
     * Give a barber time off
     * @description From instant to instant, or all of some dates of the shop. A barber may add only their own, and has at most 1,000 ahead. No slot overlaps time off; existing appointments stay as they are, and `affected` names them. Requires the role barber or manager or admin.
     */
    post: operations['timeOffAdd'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/barbers/{id}/time-off/{timeOffId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a time off
     * @description A barber sees only their own. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['timeOffGet'];
    put?: never;
    post?: never;
    /**
     * Remove a barber’s time off
     * @description A barber may remove only their own. Requires the role barber or manager or admin.
     */
    delete: operations['timeOffRemove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/barbers/{id}/schedule': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a barber’s working hours, appointments and time off
     * @description Working hours within the business hours, appointments that are not cancelled, and time off, for a range of dates. Blocks that extend beyond the dates are not cut. A barber sees only their own. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['scheduleGet'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/clients': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Search the clients of a business
     * @description By a part of the name, the e-mail address or the phone number; ordered by name. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['clientsList'];
    put?: never;
    /**
     * Add a client
     * @description Of an e-mail address or a phone number that another client has, the answer names that client’s `id`. Requires the role barber or receptionist or manager or admin.
     */
    post: operations['clientsCreate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/clients/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a client
     * @description For staff of the business. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['clientsGet'];
    put?: never;
    post?: never;
    /**
     * Erase a client
     * @description The person is gone from everything that is stored when this is answered. Their appointments stay as times. Requires the role barber or receptionist or manager or admin.
     */
    delete: operations['clientsErase'];
    options?: never;
    head?: never;
    /**
     * Change a client
     * @description Fields that are left out stay as they are. Requires the role barber or receptionist or manager or admin.
     */
    patch: operations['clientsChange'];
    trace?: never;
  };
  '/api/v1/clients/{id}/merge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Merge a client into another
     * @description Appointments, notes and missing addresses go over to `intoId`; the client in the path is deleted. Requires the role barber or receptionist or manager or admin.
     */
    post: operations['clientsMerge'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/settings/business-hours': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get when a location is open
     * @description On the clock of its time zone. A location without business hours is open at all hours.
     */
    get: operations['settingsGetHours'];
    /**
     * Set when a location is open
     * @description Replaces the whole week. Appointments stay as they are; `affected` names those that are uncovered now. Managers may set those of their locations. Requires the role manager or admin.
     */
    put: operations['settingsSetHours'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/settings/booking': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the booking rules of a business
     * @description The interval of slots, the minimum notice, the horizon and the cancellation notice.
     */
    get: operations['settingsGetSettings'];
    /**
     * Set the booking rules of a business
     * @description Replaces all rules: one that is left out gets its default. Appointments stay as they are. Requires the role admin.
     */
    put: operations['settingsSetSettings'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change booking rules of a business
     * @description A rule that is left out stays as it is. Appointments stay as they are. Requires the role admin.
     */
    patch: operations['settingsChangeSettings'];
    trace?: never;
  };
  '/api/v1/settings/booking/public': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the booking rules that clients need to know
     * @description The interval of slots, the minimum notice, the horizon, and whether people without an account may book.
     */
    get: operations['settingsGetPublicSettings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/me/timezone': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the caller’s time zone
     * @description Dates and times are in this zone unless a request names another; null: the location’s zone.
     */
    get: operations['usersGetTimezone'];
    /**
     * Set the caller’s time zone
     * @description null removes it.
     */
    put: operations['usersSetTimezone'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bookings/available-slots': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the free slots of a day, or of several
     * @description A slot starts on the day, inside a barber’s windows and the business hours, after the minimum notice and within the horizon, and no appointment or time off conflicts with it. With `from` and `to` instead of `date`, it answers the slots of each day, as the day alone would have them. Many days of many barbers count as several requests of the rate limit, if they are not cached.
     */
    get: operations['slotsList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bookings/available-days': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Count the free starts of several days
     * @description For a calendar: how many starts each day has in the list of its slots. At most 62 days, and 3,100 days of all barbers together. Many count as several requests of the rate limit, if they are not cached.
     */
    get: operations['slotsCount'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bookings/next-available': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the first free slot from a day on
     * @description Searches up to the booking horizon. Without a date it searches from now on.
     */
    get: operations['slotsNext'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bookings/conflicts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the appointments that conflict with a day or an interval
     * @description The barber’s appointments whose blocked range touches the day, or with `time` and `durationMinutes` one interval that begins on it. A barber sees only their own. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['conflictsList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bookings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the caller’s appointments, by start
     * @description Clients see their own, barbers also those that they are booked for, admins all.
     */
    get: operations['appointmentsList'];
    put?: never;
    /**
     * Book an appointment
     * @description At `date` and `time` on the clock of `timezone`, or at `startsAt`. The start must be a slot that `GET /api/v1/bookings/available-slots` lists. Without an account, where the business lets guests book, `client` names who comes; the answer then has a `manageToken`.
     */
    post: operations['appointmentsBook'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bookings/walk-in': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Book for who stands at the counter
     * @description The barber who can begin first, now. If none can within `startsWithinMinutes`, the answer names the `next` start of the following 24 hours. Requires the role barber or receptionist or manager or admin.
     */
    post: operations['appointmentsWalkIn'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bookings/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get an appointment
     * @description Clients get only their own; another one is not found.
     */
    get: operations['appointmentsGet'];
    put?: never;
    post?: never;
    /**
     * Cancel an appointment
     * @description The appointment is kept, with the status `cancelled`.
     */
    delete: operations['appointmentsCancel'];
    options?: never;
    head?: never;
    /**
     * Move or change an appointment
     * @description Either every change is made or none: if the new slot is not available, the appointment stays as it was. A change that changes nothing writes nothing. `date` or `time` alone keeps the other.
     */
    patch: operations['appointmentsChange'];
    trace?: never;
  };
  '/api/v1/bookings/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel an appointment, with a reason
     * @description The appointment is kept, with the status `cancelled`. Staff can confirm it again while its time is free.
     */
    post: operations['appointmentsCancelFor'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bookings/{id}/reassign': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Hand an appointment over to another barber
     * @description At the same time, place, length and price. Notice, grid and horizon do not apply: the client’s time stays. Requires the role barber or receptionist or manager or admin.
     */
    post: operations['handoverReassign'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/barbers/{id}/reassign-day': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Hand over a barber’s day
     * @description Each confirmed appointment of the day that is not over goes to a barber who is free. One that no barber can take stays, with the reason. Requires the role barber or receptionist or manager or admin.
     */
    post: operations['handoverReassignDay'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/clients/{id}/bookings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List a client’s appointments
     * @description At all locations, the latest first. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['clientHistoryList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/clients/{id}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Export a client
     * @description Everything that the business stores about the person, as one JSON document. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['clientHistoryExport'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/guest-bookings/{manageToken}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a guest’s appointment
     * @description For who has its link. A link that never was and one that has ended are answered alike.
     */
    get: operations['guestBookingsGet'];
    put?: never;
    post?: never;
    /**
     * Cancel a guest’s appointment
     * @description The appointment is kept, with the status `cancelled`.
     */
    delete: operations['guestBookingsCancel'];
    options?: never;
    head?: never;
    /**
     * Move or change a guest’s appointment
     * @description As clients change their own: either every change is made or none.
     */
    patch: operations['guestBookingsChange'];
    trace?: never;
  };
  '/api/v1/locations/{id}/day': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a day of a location
     * @description Who works when, who is coming, who is off, and what is free; for staff of the location. A barber sees their own day. Requires the role barber or receptionist or manager or admin.
     */
    get: operations['daySheetGet'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/availability': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get whether reads are served from the cache
     * @description Of the instance that answers.
     */
    get: operations['cacheAvailability'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the cache’s health by its alert rules, and what to do
     * @description Of the instance that answers. A metric of which nothing was measured is `unknown`, never `healthy`. Requires the role admin.
     */
    get: operations['cacheHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the counters of the instance that answers, or of all instances, since their start
     * @description Of the fleet, the instance that answers counts as of now, every other one as of its last report, which is up to 10 s old while it runs; `ageSeconds` is the age of the oldest. An instance that has ended leaves the sum within a minute. Requires the role admin.
     */
    get: operations['cacheStats'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/instances': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the instances that reported within the last minute
     * @description Requires the role admin.
     */
    get: operations['cacheInstances'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List who changed what about the cache, newest first
     * @description A part of the audit, which `GET /api/v1/audit` has as a whole. With `limit` or `cursor`, page by page. Requires the role admin.
     */
    get: operations['cacheAuditPage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/keys/summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get how many keys and bytes the store holds, by region
     * @description Requires the role admin.
     */
    get: operations['cacheKeysSummary'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/monitoring/trends': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get how the cache’s metrics developed
     * @description Requires the role admin.
     */
    get: operations['monitoringTrends'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/monitoring/regions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get how often each region was read, and served from the cache, over time
     * @description Requires the role admin.
     */
    get: operations['monitoringRegions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/monitoring/invalidations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the last changes of the database that invalidated entries, newest first
     * @description Of the whole fleet and of the last five minutes: changes that were published longer ago are deleted. Requires the role admin.
     */
    get: operations['monitoringInvalidations'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/monitoring/utilization': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get how much of memory and connections is used, and when memory will be full
     * @description Requires the role admin.
     */
    get: operations['monitoringUtilization'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cache/monitoring/report': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a report of everything above and of what the cache saved
     * @description With `Accept: text/markdown` the report is a text for people. Requires the role admin.
     */
    get: operations['monitoringReport'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    RegisterDto: {
      email: string;
      password: string;
      name: string;
      /** @description Time zone in which this person sees dates and times, unless a request names another */
      timezone?: string;
    };
    UserDto: {
      id: number;
      email: string;
      name: string;
      /** @enum {string} */
      role: 'client' | 'barber' | 'receptionist' | 'manager' | 'admin';
      timezone: string | null;
      /** @description Whether the owner has proved that the e-mail address is theirs */
      verified: boolean;
      /** @description Where the account works as staff */
      locationIds: number[];
      /** Format: date-time */
      createdAt: string;
    };
    LoginDto: {
      email: string;
      password: string;
    };
    LoginAnswerDto: {
      /** @description A JWT for the Authorization header */
      accessToken: string;
      /** @enum {string} */
      tokenType: 'Bearer';
      /** @description Seconds until the access token expires */
      expiresIn: number;
      /** @description For `POST /auth/refresh`, once: its answer has the next one. Using it again later ends the session */
      refreshToken: string;
      user: components['schemas']['UserDto'];
    };
    RefreshDto: {
      refreshToken: string;
    };
    SessionDto: {
      /** @description Send it as `X-CSRF-Token` with every POST, PUT, PATCH and DELETE */
      csrfToken: string;
      user: components['schemas']['UserDto'];
    };
    OwnAccountChangesDto: {
      name?: string;
      /** @description Another address than before is unverified */
      email?: string;
      /** @description Time zone in which this person sees dates and times; null: the location’s */
      timezone?: string | null;
    };
    PasswordChangeDto: {
      currentPassword: string;
      newPassword: string;
    };
    ForgotPasswordDto: {
      email: string;
    };
    MailAnswerDto: {
      message: string;
    };
    ResetPasswordDto: {
      /** @description What follows `#token=` in the link of the mail */
      token: string;
      password: string;
    };
    VerifyEmailDto: {
      /** @description What follows `#token=` in the link of the mail */
      token: string;
    };
    AuditActorDto: {
      email: string;
      name: string;
    };
    AuditChangeDto: {
      object: string;
      /** @description null where too many rows changed to list them */
      id: number | null;
      /** @enum {string} */
      operation: 'created' | 'changed' | 'removed' | 'bulk';
      /** @description The fields of a changed object that have other values now */
      fields: string[];
      /** @description The rules that staff went beyond */
      override?: string[];
      /** @description Why, as the appointment says now; it is erased with the client */
      reason: string | null;
    };
    AuditTrailEntryDto: {
      id: number;
      /** Format: date-time */
      at: string;
      /** @enum {string} */
      area: 'booking' | 'shop' | 'account' | 'login' | 'cache';
      /** @description The route, or what was done */
      action: string;
      /** @description Whose account did it; null: no account was logged in */
      userId: number | null;
      /** @description Of staff, as they are now; null: a client, or the account is gone */
      user: components['schemas']['AuditActorDto'] | null;
      /** @description From where; null where it was erased with the account */
      address: string | null;
      requestId: string | null;
      changes: components['schemas']['AuditChangeDto'][];
      /** @description What an operator of the cache requested */
      request: {
        [key: string]: unknown;
      };
      /** @description What came of it */
      result: {
        [key: string]: unknown;
      };
    };
    AuditTrailPageDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      /** @description Newest first */
      items: components['schemas']['AuditTrailEntryDto'][];
    };
    AccountDto: {
      id: number;
      email: string;
      name: string;
      /** @enum {string} */
      role: 'client' | 'barber' | 'receptionist' | 'manager' | 'admin';
      timezone: string | null;
      /** @description Whether the owner has proved that the e-mail address is theirs */
      verified: boolean;
      /** @description Where the account works as staff */
      locationIds: number[];
      /** Format: date-time */
      createdAt: string;
      /** @description Whether the account can be used */
      active: boolean;
    };
    AccountsPageDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      items: components['schemas']['AccountDto'][];
    };
    NewAccountDto: {
      email: string;
      name: string;
      /** @enum {string} */
      role: 'client' | 'barber' | 'receptionist' | 'manager' | 'admin';
      /**
       * @description The locations that the account works at; clients have none
       * @default []
       */
      locationIds: number[];
      /** @description Without it, a link to set one is mailed */
      password?: string;
    };
    AccountChangesDto: {
      name?: string;
      /** @enum {string} */
      role?: 'client' | 'barber' | 'receptionist' | 'manager' | 'admin';
      /** @description The locations that the account works at; clients have none */
      locationIds?: number[];
      /** @description false: the account cannot be used, and its tokens are revoked */
      active?: boolean;
    };
    ServiceStates: {
      /** @enum {string} */
      database: 'healthy' | 'read-only' | 'unavailable';
      /** @enum {string} */
      cache: 'healthy' | 'unavailable';
    };
    HealthReport: {
      /** @enum {string} */
      status: 'healthy' | 'degraded' | 'unhealthy' | 'shutting_down';
      timestamp: string;
      services: components['schemas']['ServiceStates'];
    };
    Alive: {
      status: string;
    };
    ListedEntryDto: {
      key: string;
      /** @description null: of a region that this release does not have */
      region: string | null;
      /** @description Size of the entry in the store */
      bytes: number;
    };
    EntriesDto: {
      /** @description false: the store did not answer, and the list is not complete */
      available: boolean;
      /** @description In no order; the store may name an entry twice. A page may be empty though there are more. */
      items: components['schemas']['ListedEntryDto'][];
      /** @description null: that was all */
      nextCursor: string | null;
    };
    EntryDto: {
      key: string;
      region: string;
      /** @description As clients get it; null for regions whose keys identify people, where `isPersonal` is true */
      value: {
        [key: string]: unknown;
      } | null;
      isPersonal: boolean;
      /** @description Whether a read would be answered with it now */
      isServed: boolean;
      /**
       * Format: date-time
       * @description When its load began
       */
      createdAt: string;
      ageSeconds: number;
      /** @description How long it lives on, if none of its tags is forgotten */
      ttlSeconds: number;
      /** Format: date-time */
      validUntil: string;
      /** @description Size of the body */
      bytes: number;
      etag: string;
      /** @description The tags of which each makes it invalid when it is forgotten; null: not known from the key */
      tags: string[] | null;
      /**
       * @description `ttl`: its time to live; `time`: passing time changes the answer sooner; `ended`: it is not served any more
       * @enum {string}
       */
      ends: 'ttl' | 'time' | 'ended';
      why: string;
    };
    ForgottenEntriesDto: {
      /** @description Tags that were forgotten */
      tags: number;
      /** @description Entries that had one of the tags and are not served any more */
      entries: number;
      /** @description Whether there are more entries than were counted */
      entriesIsCapped: boolean;
      /** @description Regions that these entries are of */
      regions: string[];
    };
    EntryInvalidationDto: {
      message: string;
      invalidated: components['schemas']['ForgottenEntriesDto'];
    };
    HotKeyDto: {
      /** @description The whole key, as `/cache/entry` takes it */
      key: string;
      region: string;
      /** @description Reads an hour, estimated of a sample of the reads; recent ones count more */
      readsPerHour: number;
      /**
       * Format: date-time
       * @description When a read of it was last counted
       */
      countedAt: string;
    };
    HotKeysDto: {
      /** @description Most read first; none of regions whose keys identify people */
      items: components['schemas']['HotKeyDto'][];
    };
    InvalidatedDto: {
      /** @description Tags forgotten now; 0 while the store does not answer */
      tags: number;
      /** @description The regions whose entries depend on them */
      regions: string[];
    };
    InvalidationDto: {
      /** @description What was done, as a sentence */
      message: string;
      invalidated: components['schemas']['InvalidatedDto'];
    };
    DateRangeDto: {
      /** Format: date */
      startDate: string;
      /**
       * Format: date
       * @description Included; at most 62 days
       */
      endDate: string;
      locationId?: number;
      barberId?: number;
    };
    WarmUpStatsDto: {
      /** @description Reads to make */
      planned: number;
      /** @description Loaded and stored */
      warmed: number;
      /** @description Already cached */
      fresh: number;
      failed: number;
      durationMs: number;
    };
    WarmUpAnswerDto: {
      /** @description How the warm-up ended, as a sentence */
      message: string;
      stats: components['schemas']['WarmUpStatsDto'];
    };
    PlannedRegionDto: {
      name: string;
      reads: number;
    };
    WarmUpPlanDto: {
      /** @description Reads to make; those that are cached already cost next to nothing */
      reads: number;
      regions: components['schemas']['PlannedRegionDto'][];
      /** @description Milliseconds if nothing is cached yet. A run ends when its first entries are about to expire. */
      estimatedMs: number;
    };
    WarmUpDryRunDto: {
      plan: components['schemas']['WarmUpPlanDto'];
    };
    WarmUpDto: {
      /**
       * Format: date
       * @description Default: today
       */
      startDate?: string;
      /**
       * Format: date
       * @description Included; at most 62 days
       */
      endDate?: string;
      /** @description Instead of `endDate`; default 7 */
      daysAhead?: number;
      /** @description Default: all barbers */
      barberIds?: number[];
      /** @description Default: all locations */
      locationId?: number;
    };
    WarmUpStateDto: {
      /** @description Whether a warm-up runs, on any instance */
      running: boolean;
      /**
       * Format: date-time
       * @description Of the running warm-up, else of the last one; null: there was none
       */
      startedAt: string | null;
      /**
       * Format: date-time
       * @description null while it runs
       */
      finishedAt: string | null;
      /** @description How it ended, as a sentence; null while it runs */
      message: string | null;
      plan: components['schemas']['WarmUpPlanDto'] | null;
      /** @description Up to now; up to a second old */
      stats: components['schemas']['WarmUpStatsDto'] | null;
    };
    CancellationDto: {
      /** @description Whether a warm-up was running */
      cancelled: boolean;
    };
    BusinessDto: {
      id: number;
      name: string;
    };
    BusinessesDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      items: components['schemas']['BusinessDto'][];
    };
    NewBusinessDto: {
      name: string;
    };
    BusinessChangesDto: {
      name?: string;
    };
    LocationDto: {
      id: number;
      name: string;
      timezone: string;
      businessId: number;
      /** @description false: left or closed; neither listed nor bookable */
      active: boolean;
      /** @description true: not listed, and bookable only by naming them */
      hidden: boolean;
    };
    LocationsDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      items: components['schemas']['LocationDto'][];
    };
    NewLocationDto: {
      name: string;
      /** @description The clock of windows, business hours and overrides */
      timezone: string;
      /** @default 1 */
      businessId: number;
      /**
       * @description false: left or closed; neither listed nor bookable
       * @default true
       */
      active: boolean;
      /**
       * @description true: not listed, and bookable only by naming them
       * @default false
       */
      hidden: boolean;
    };
    AffectedAppointmentDto: {
      id: number;
      /** Format: date-time */
      startsAt: string;
      clientName: string | null;
    };
    ChangedLocationDto: {
      id: number;
      name: string;
      timezone: string;
      businessId: number;
      /** @description false: left or closed; neither listed nor bookable */
      active: boolean;
      /** @description true: not listed, and bookable only by naming them */
      hidden: boolean;
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      affected: components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      affectedTotal?: number;
    };
    AffectedDto: {
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      affected: components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      affectedTotal?: number;
    };
    LocationChangesDto: {
      name?: string;
      /** @description The clock of windows, business hours and overrides */
      timezone?: string;
      businessId?: number;
      /** @description false: left or closed; neither listed nor bookable */
      active?: boolean;
      /** @description true: not listed, and bookable only by naming them */
      hidden?: boolean;
    };
    ServiceDto: {
      id: number;
      name: string;
      durationMinutes: number;
      bufferBeforeMinutes: number;
      bufferAfterMinutes: number;
      priceCents: number | null;
      /** @description ISO 4217 */
      currency: string;
      /** @description Where it is offered; none: everywhere */
      locationIds: number[];
      /** @description Minutes between the starts of its slots; null: as in the booking settings */
      slotIntervalMinutes: number | null;
      /** @description Minutes from now to the earliest start that can be booked; null: as in the booking settings */
      minimumNoticeMinutes: number | null;
      /** @description Days from now to the last day that can be booked; null: as in the booking settings */
      bookingHorizonDays: number | null;
      active: boolean;
    };
    ServicesDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      items: components['schemas']['ServiceDto'][];
    };
    NewServiceDto: {
      name: string;
      durationMinutes: number;
      /**
       * @description Minutes kept free before each appointment
       * @default 0
       */
      bufferBeforeMinutes: number;
      /**
       * @description Minutes kept free after each appointment
       * @default 0
       */
      bufferAfterMinutes: number;
      /**
       * @description null: on request
       * @default null
       */
      priceCents: number | null;
      /** @default USD */
      currency: string;
      /**
       * @description Where it is offered; none: everywhere
       * @default []
       */
      locationIds: number[];
      /**
       * @description Minutes between the starts of its slots; null: as in the booking settings
       * @default null
       */
      slotIntervalMinutes: number | null;
      /**
       * @description Minutes from now to the earliest start that can be booked; null: as in the booking settings
       * @default null
       */
      minimumNoticeMinutes: number | null;
      /**
       * @description Days from now to the last day that can be booked; null: as in the booking settings
       * @default null
       */
      bookingHorizonDays: number | null;
      /**
       * @description Whether it can be booked
       * @default true
       */
      active: boolean;
    };
    ChangedServiceDto: {
      id: number;
      name: string;
      durationMinutes: number;
      bufferBeforeMinutes: number;
      bufferAfterMinutes: number;
      priceCents: number | null;
      /** @description ISO 4217 */
      currency: string;
      /** @description Where it is offered; none: everywhere */
      locationIds: number[];
      /** @description Minutes between the starts of its slots; null: as in the booking settings */
      slotIntervalMinutes: number | null;
      /** @description Minutes from now to the earliest start that can be booked; null: as in the booking settings */
      minimumNoticeMinutes: number | null;
      /** @description Days from now to the last day that can be booked; null: as in the booking settings */
      bookingHorizonDays: number | null;
      active: boolean;
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      affected: components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      affectedTotal?: number;
    };
    ServiceChangesDto: {
      name?: string;
      durationMinutes?: number;
      /** @description Minutes kept free before each appointment */
      bufferBeforeMinutes?: number;
      /** @description Minutes kept free after each appointment */
      bufferAfterMinutes?: number;
      /** @description null: on request */
      priceCents?: number | null;
      currency?: string;
      /** @description Where it is offered; none: everywhere */
      locationIds?: number[];
      /** @description Minutes between the starts of its slots; null: as in the booking settings */
      slotIntervalMinutes?: number | null;
      /** @description Minutes from now to the earliest start that can be booked; null: as in the booking settings */
      minimumNoticeMinutes?: number | null;
      /** @description Days from now to the last day that can be booked; null: as in the booking settings */
      bookingHorizonDays?: number | null;
      /** @description Whether it can be booked */
      active?: boolean;
    };
    WindowDto: {
      start: string;
      /** @description `24:00` is the end of the day; an end at or before the start is on the next day */
      end: string;
    };
    ClosureDto: {
      id: number;
      /**
       * Format: date
       * @description The first date
       */
      from: string;
      /**
       * Format: date
       * @description The last date, included
       */
      to: string;
      /** @description None: closed */
      windows: components['schemas']['WindowDto'][];
      locationId: number;
      reason: string | null;
    };
    ClosuresDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      items: components['schemas']['ClosureDto'][];
    };
    NewClosureDto: {
      /**
       * Format: date
       * @description The first date, on the calendar of the location
       */
      from: string;
      /**
       * Format: date
       * @description The last date, included
       */
      to: string;
      /** @description When it is open on each of these dates instead of its business hours; none: closed */
      windows?: components['schemas']['WindowDto'][];
      /** @description For the shop’s staff; not shown to clients */
      reason?: string | null;
    };
    AddedClosureDto: {
      id: number;
      /**
       * Format: date
       * @description The first date
       */
      from: string;
      /**
       * Format: date
       * @description The last date, included
       */
      to: string;
      /** @description None: closed */
      windows: components['schemas']['WindowDto'][];
      locationId: number;
      reason: string | null;
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      affected: components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      affectedTotal?: number;
    };
    OfferDto: {
      serviceId: number;
      /** @description null: as the service says */
      priceCents: number | null;
    };
    BarberDto: {
      id: number;
      name: string;
      locationId: number;
      /** @description Their account; answered to staff only */
      userId?: number | null;
      /** @description None: all services */
      serviceIds: number[];
      /** @description The same, with the prices of this barber */
      services: components['schemas']['OfferDto'][];
      /** @description false: left or closed; neither listed nor bookable */
      active: boolean;
      /** @description true: not listed, and bookable only by naming them */
      hidden: boolean;
    };
    BarbersDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      items: components['schemas']['BarberDto'][];
    };
    NewOfferDto: {
      serviceId: number;
      /**
       * @description null: as the service says
       * @default null
       */
      priceCents: number | null;
    };
    NewBarberDto: {
      name: string;
      locationId: number;
      /**
       * @description The account of this barber. A client account gets the role barber with it, and is a client again without
       * @default null
       */
      userId: number | null;
      /**
       * @description The services offered; none: all services
       * @default []
       */
      serviceIds: number[];
      /** @description The services offered, with the price of this barber; instead of `serviceIds` */
      services?: components['schemas']['NewOfferDto'][];
      /**
       * @description false: left or closed; neither listed nor bookable
       * @default true
       */
      active: boolean;
      /**
       * @description true: not listed, and bookable only by naming them
       * @default false
       */
      hidden: boolean;
    };
    ChangedBarberDto: {
      id: number;
      name: string;
      locationId: number;
      /** @description Their account; answered to staff only */
      userId?: number | null;
      /** @description None: all services */
      serviceIds: number[];
      /** @description The same, with the prices of this barber */
      services: components['schemas']['OfferDto'][];
      /** @description false: left or closed; neither listed nor bookable */
      active: boolean;
      /** @description true: not listed, and bookable only by naming them */
      hidden: boolean;
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      affected: components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      affectedTotal?: number;
    };
    BarberChangesDto: {
      name?: string;
      locationId?: number;
      /** @description The account of this barber. A client account gets the role barber with it, and is a client again without */
      userId?: number | null;
      /** @description The services offered; none: all services */
      serviceIds?: number[];
      /** @description The services offered, with the price of this barber; instead of `serviceIds` */
      services?: components['schemas']['NewOfferDto'][];
      /** @description false: left or closed; neither listed nor bookable */
      active?: boolean;
      /** @description true: not listed, and bookable only by naming them */
      hidden?: boolean;
    };
    WeekDayDto: {
      /** @description ISO weekday: 1 is Monday, 7 Sunday */
      day: number;
      /** @description Without overlaps; none: closed */
      windows: components['schemas']['WindowDto'][];
    };
    RotaWeeksDto: {
      /**
       * Format: date
       * @description The first date that it applies to, on the calendar of the location
       */
      startDate: string;
      /** @description The first one is that of the calendar week, Monday to Sunday, of `startDate`; after the last one, the first follows again. A day that is left out is off */
      weeks: components['schemas']['WeekDayDto'][][];
    };
    OverrideDto: {
      /**
       * Format: date
       * @description On the calendar of the location
       */
      date: string;
      /** @description None: the barber does not work */
      windows: components['schemas']['WindowDto'][];
    };
    TimeOffSpanDto: {
      id: number;
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      /** @description Answered to staff who may see the schedule only */
      reason?: string | null;
    };
    AvailabilityDto: {
      barberId: number;
      /** @description The clock of the barber’s location */
      timezone: string;
      /** @description All seven days, Monday first, or the one asked for */
      weekly: components['schemas']['WeekDayDto'][];
      /** @description Weeks that alternate, in place of `weekly` from a date on, if there are any */
      rota?: components['schemas']['RotaWeeksDto'];
      /** @description Windows that replace the week on a date; today and later */
      overrides: components['schemas']['OverrideDto'][];
      /** @description Time off that ends today or later */
      timeOff: components['schemas']['TimeOffSpanDto'][];
    };
    ChangedAvailabilityDto: {
      barberId: number;
      /** @description The clock of the barber’s location */
      timezone: string;
      /** @description All seven days, Monday first, or the one asked for */
      weekly: components['schemas']['WeekDayDto'][];
      /** @description Weeks that alternate, in place of `weekly` from a date on, if there are any */
      rota?: components['schemas']['RotaWeeksDto'];
      /** @description Windows that replace the week on a date; today and later */
      overrides: components['schemas']['OverrideDto'][];
      /** @description Time off that ends today or later */
      timeOff: components['schemas']['TimeOffSpanDto'][];
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      affected: components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      affectedTotal?: number;
    };
    WeekDto: {
      /** @description Each weekday at most once; a day that is left out is closed */
      weekly: components['schemas']['WeekDayDto'][];
    };
    RotaDto: {
      /**
       * Format: date
       * @description The first date that it applies to, on the calendar of the location
       */
      startDate: string;
      /** @description The first one is that of the calendar week, Monday to Sunday, of `startDate`; after the last one, the first follows again. A day that is left out is off */
      weeks: components['schemas']['WeekDayDto'][][];
      barberId: number;
    };
    ChangedRotaDto: {
      /**
       * Format: date
       * @description The first date that it applies to, on the calendar of the location
       */
      startDate: string;
      /** @description The first one is that of the calendar week, Monday to Sunday, of `startDate`; after the last one, the first follows again. A day that is left out is off */
      weeks: components['schemas']['WeekDayDto'][][];
      barberId: number;
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      affected: components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      affectedTotal?: number;
    };
    NewRotaDto: {
      /**
       * Format: date
       * @description The first date that it applies to, on the calendar of the location
       */
      startDate: string;
      /** @description The first one is that of the calendar week, Monday to Sunday, of `startDate`; after the last one, the first follows again. A day that is left out is off */
      weeks: components['schemas']['WeekDayDto'][][];
    };
    ChangedOverrideDto: {
      /**
       * Format: date
       * @description On the calendar of the location
       */
      date: string;
      /** @description None: the barber does not work */
      windows: components['schemas']['WindowDto'][];
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      affected: components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      affectedTotal?: number;
    };
    WindowsDto: {
      /** @description Without overlaps; none: closed */
      windows: components['schemas']['WindowDto'][];
    };
    TimeOffDto: {
      id: number;
      barberId: number;
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      reason: string | null;
    };
    TimeOffListDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      items: components['schemas']['TimeOffDto'][];
    };
    NewTimeOffDto: {
      /** Format: date-time */
      startsAt?: string;
      /**
       * Format: date-time
       * @description After startsAt, by five years at most
       */
      endsAt?: string;
      /**
       * Format: date
       * @description The first date, on the calendar of the barber’s location; with `endDate`, instead of instants
       */
      startDate?: string;
      /**
       * Format: date
       * @description The last date, included, with the night that begins on it
       */
      endDate?: string;
      /** @description For the shop’s staff; not shown to clients */
      reason?: string | null;
    } & (unknown | unknown);
    AddedTimeOffDto: {
      id: number;
      barberId: number;
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      reason: string | null;
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      affected: components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      affectedTotal?: number;
    };
    BlockDto: {
      /** @enum {string} */
      kind: 'working' | 'appointment' | 'time_off';
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      /** @description Only of appointments */
      appointmentId?: number;
    };
    ScheduleDto: {
      barberId: number;
      /** Format: date */
      from: string;
      /** Format: date */
      to: string;
      timezone: string;
      /** @description By startsAt, then working, appointment, time_off */
      blocks: components['schemas']['BlockDto'][];
    };
    ClientDto: {
      id: number;
      businessId: number;
      name: string;
      phone: string | null;
      email: string | null;
      notes: string | null;
      /** @description Whether they may no longer book */
      blocked: boolean;
      /** @description Appointments that they missed */
      noShows: number;
      /** @description Appointments that they cancelled within the cancellation notice */
      lateCancellations: number;
      /** @description Their account; null: they have none */
      userId: number | null;
      /** @description Grows with every change; also sent as the ETag */
      version: number;
      /** Format: date-time */
      createdAt: string;
    };
    ClientsPageDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      items: components['schemas']['ClientDto'][];
    };
    NewClientDto: {
      name: string;
      phone?: string | null;
      email?: string | null;
      /** @description For the shop’s staff; never shown to the client */
      notes?: string | null;
      /** @description Default: the business that the caller works for */
      businessId?: number;
    };
    ClientChangesDto: {
      name?: string;
      phone?: string | null;
      email?: string | null;
      /** @description For the shop’s staff; never shown to the client */
      notes?: string | null;
      /** @description Whether they may no longer book; staff may go beyond it */
      blocked?: boolean;
    };
    MergeDto: {
      /** @description The client that stays */
      intoId: number;
    };
    PublicClosureDto: {
      id: number;
      /**
       * Format: date
       * @description The first date
       */
      from: string;
      /**
       * Format: date
       * @description The last date, included
       */
      to: string;
      /** @description None: closed */
      windows: components['schemas']['WindowDto'][];
    };
    BusinessHoursDto: {
      locationId: number;
      timezone: string;
      /** @description All seven days, Monday first */
      weekly: components['schemas']['WeekDayDto'][];
      /** @description Dates on which it is closed, or open at other hours; those that are not over, by their first date; left out if there are none */
      closures?: components['schemas']['PublicClosureDto'][];
    };
    ChangedBusinessHoursDto: {
      locationId: number;
      timezone: string;
      /** @description All seven days, Monday first */
      weekly: components['schemas']['WeekDayDto'][];
      /** @description Dates on which it is closed, or open at other hours; those that are not over, by their first date; left out if there are none */
      closures?: components['schemas']['PublicClosureDto'][];
      /** @description Confirmed appointments that the change leaves without working hours; soonest first, at most 200 */
      affected: components['schemas']['AffectedAppointmentDto'][];
      /** @description How many they are, if more than 200 */
      affectedTotal?: number;
    };
    BookingSettingsDto: {
      businessId: number;
      /** @description Minutes between the starts of slots */
      slotIntervalMinutes: number;
      /** @description Minutes from now to the earliest start that can be booked */
      minimumNoticeMinutes: number;
      /** @description Days from now to the latest start that can be booked */
      bookingHorizonDays: number;
      /** @description Minutes before the start until which clients can cancel */
      cancellationNoticeMinutes: number;
      /** @description Appointments that one client may have ahead; 0: any number */
      maxOpenBookingsPerClient: number;
      /** @description Times that a client may move one appointment; 0: any number */
      maxMovesPerBooking: number;
      /** @description Whether one client may have two appointments at one time */
      clientOverlap: boolean;
      /** @description Whether people without an account may book */
      guestBooking: boolean;
      /** @description Whether the starts right before and right after an appointment are offered as well */
      slotPacking: boolean;
      /**
       * @description Who gets an appointment that names no barber: `fair`, who was booked least in the last seven days; `seniority`, who was there first
       * @enum {string}
       */
      assignment: 'fair' | 'seniority';
    };
    PublicBookingSettingsDto: {
      businessId: number;
      /** @description Minutes between the starts of slots */
      slotIntervalMinutes: number;
      /** @description Minutes from now to the earliest start that can be booked */
      minimumNoticeMinutes: number;
      /** @description Days from now to the latest start that can be booked */
      bookingHorizonDays: number;
      /** @description Whether people without an account may book */
      guestBooking: boolean;
    };
    NewBookingSettingsDto: {
      /**
       * @description Minutes between the starts of slots
       * @default 30
       */
      slotIntervalMinutes: number;
      /**
       * @description Minutes from now to the earliest start that can be booked
       * @default 60
       */
      minimumNoticeMinutes: number;
      /**
       * @description Days from now to the latest start that can be booked
       * @default 90
       */
      bookingHorizonDays: number;
      /**
       * @description Minutes before the start until which clients can cancel
       * @default 0
       */
      cancellationNoticeMinutes: number;
      /**
       * @description Appointments that one client may have ahead; 0: any number
       * @default 5
       */
      maxOpenBookingsPerClient: number;
      /**
       * @description Times that a client may move one appointment; 0: any number
       * @default 0
       */
      maxMovesPerBooking: number;
      /**
       * @description Whether one client may have two appointments at one time
       * @default false
       */
      clientOverlap: boolean;
      /**
       * @description Whether people without an account may book
       * @default false
       */
      guestBooking: boolean;
      /**
       * @description Whether the starts right before and right after an appointment are offered as well
       * @default false
       */
      slotPacking: boolean;
      /**
       * @description Who gets an appointment that names no barber: `fair`, who was booked least in the last seven days; `seniority`, who was there first
       * @default fair
       * @enum {string}
       */
      assignment: 'fair' | 'seniority';
    };
    BookingSettingsChangesDto: {
      /** @description Minutes between the starts of slots */
      slotIntervalMinutes?: number;
      /** @description Minutes from now to the earliest start that can be booked */
      minimumNoticeMinutes?: number;
      /** @description Days from now to the latest start that can be booked */
      bookingHorizonDays?: number;
      /** @description Minutes before the start until which clients can cancel */
      cancellationNoticeMinutes?: number;
      /** @description Appointments that one client may have ahead; 0: any number */
      maxOpenBookingsPerClient?: number;
      /** @description Times that a client may move one appointment; 0: any number */
      maxMovesPerBooking?: number;
      /** @description Whether one client may have two appointments at one time */
      clientOverlap?: boolean;
      /** @description Whether people without an account may book */
      guestBooking?: boolean;
      /** @description Whether the starts right before and right after an appointment are offered as well */
      slotPacking?: boolean;
      /**
       * @description Who gets an appointment that names no barber: `fair`, who was booked least in the last seven days; `seniority`, who was there first
       * @enum {string}
       */
      assignment?: 'fair' | 'seniority';
    };
    UserTimezoneAnswerDto: {
      timezone: string | null;
    };
    UserTimezoneDto: {
      /** @description Time zone in which this person sees dates and times; null: the location’s */
      timezone: string | null;
    };
    SlotDto: {
      /** Format: date-time */
      startsAt: string;
      /**
       * Format: date-time
       * @description Without buffers
       */
      endsAt: string;
      /** @description The start on the clock of `timezone`; when clocks go back, two slots have the same time */
      time: string;
      /** @description The barbers who can be booked, by id */
      barberIds: number[];
    };
    NextSlotDto: {
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      /**
       * Format: date
       * @description The start’s day in the viewer’s zone
       */
      date: string;
      /** @description The start in the viewer’s time zone */
      time: string;
      /** @description The free barber with the lowest id */
      barberId: number;
    };
    AvailableSlotsDto: {
      /** Format: date */
      date: string;
      /** @description The zone that `date` is a day of */
      timezone: string;
      locationId: number;
      /** @description null: any barber */
      barberId: number | null;
      serviceId: number;
      /** @description In order of start */
      slots: components['schemas']['SlotDto'][];
      /** @description null if no slot is free up to the horizon, or without `includeNextAvailable` */
      nextAvailable: components['schemas']['NextSlotDto'] | null;
    };
    DaySlotsDto: {
      /** Format: date */
      date: string;
      /** @description In order of start */
      slots: components['schemas']['SlotDto'][];
    };
    SlotsOfDaysDto: {
      /** @description The zone that `date` is a day of */
      timezone: string;
      locationId: number;
      /** @description null: any barber */
      barberId: number | null;
      serviceId: number;
      /** @description null if no slot is free up to the horizon, or without `includeNextAvailable` */
      nextAvailable: components['schemas']['NextSlotDto'] | null;
      /** @description One for each day from `from` to `to`, also if it has no slot */
      days: components['schemas']['DaySlotsDto'][];
    };
    DayCountDto: {
      /** Format: date */
      date: string;
      /** @description How many starts have a free barber */
      free: number;
    };
    AvailableDaysDto: {
      /** @description The zone that `date` is a day of */
      timezone: string;
      locationId: number;
      /** @description null: any barber */
      barberId: number | null;
      serviceId: number;
      /** @description null if no slot is free up to the horizon, or without `includeNextAvailable` */
      nextAvailable: components['schemas']['NextSlotDto'] | null;
      /** @description One for each day from `from` to `to` */
      days: components['schemas']['DayCountDto'][];
    };
    NextAvailableDto: {
      /** @description The zone that `date` and `time` are of */
      timezone: string;
      /** @description null: no slot is free up to the horizon */
      next: components['schemas']['NextSlotDto'] | null;
    };
    ConflictDto: {
      appointmentId: number;
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      /**
       * Format: date-time
       * @description With its buffer
       */
      blockedFrom: string;
      /**
       * Format: date-time
       * @description With its buffer; of one that was missed, the minute in which it was marked
       */
      blockedUntil: string;
    };
    ConflictsDto: {
      barberId: number;
      /** Format: date */
      date: string;
      conflicts: components['schemas']['ConflictDto'][];
    };
    NewClientFieldsDto: {
      name: string;
      phone?: string | null;
      email?: string | null;
    };
    NewAppointmentDto: {
      /**
       * Format: date
       * @description With `time`, instead of `startsAt`
       */
      date?: string;
      /** @description Wall time in `timezone`. When clocks go back, a time that occurs twice means the first; when they go forward, a skipped time is moved forward by the gap */
      time?: string;
      /**
       * Format: date-time
       * @description Instead of `date` and `time`
       */
      startsAt?: string;
      serviceId?: number;
      /** @description The same as `serviceId` */
      service?: number;
      notes?: string | null;
      /** @description For staff. Default: the length of the service, for an appointment that stays with its service its own */
      durationMinutes?: number;
      /** @description For staff; null: on request. Default: the price of the service with that barber when it is booked */
      priceCents?: number | null;
      /** @description For staff: rules that this request goes beyond. `notice`: minimum notice; `grid`: starts of slots; `hours`: working times, business hours, time off; `horizon`: booking horizon; `limits`: those of the client. Never another appointment */
      override?: ('notice' | 'grid' | 'hours' | 'horizon' | 'limits')[];
      /** @description Why; for the shop */
      overrideReason?: string;
      /** @description For staff: the client it is for. Default: the caller */
      clientId?: number;
      /** @description For staff: a client whom the shop does not know yet; one with the same name and address is found again. Without an account, where the setting `guestBooking` is on: who books, with an email or a phone number */
      client?: components['schemas']['NewClientFieldsDto'];
      /** @description Default: the caller’s own zone, else the location’s; for a client whom staff name, the location’s */
      timezone?: string;
      /** @description Default: a free barber, as the setting `assignment` says */
      barberId?: number;
      /** @description Default: the barber’s location, else the first one */
      locationId?: number;
    } & ((unknown | unknown) & (unknown | unknown));
    NamedDto: {
      id: number;
      name: string;
    };
    BookedLocationDto: {
      id: number;
      name: string;
      timezone: string;
    };
    BookedClientDto: {
      id: number;
      name: string;
      phone: string | null;
      email: string | null;
    };
    BookedAppointmentDto: {
      id: number;
      /** @enum {string} */
      status: 'confirmed' | 'cancelled' | 'completed' | 'no_show';
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      /** Format: date */
      date: string;
      time: string;
      timezone: string;
      barberId: number;
      serviceId: number;
      locationId: number;
      /** @description The client’s account; null: they have none */
      userId: number | null;
      durationMinutes: number;
      barber: components['schemas']['NamedDto'];
      service: components['schemas']['NamedDto'];
      location: components['schemas']['BookedLocationDto'];
      /** @description null: a walk-in without a name, or erased */
      client: components['schemas']['BookedClientDto'] | null;
      /** @description As agreed when it was booked; null: on request */
      priceCents: number | null;
      currency: string;
      /** @description The account that made it */
      createdBy: number | null;
      cancellationReason: string | null;
      notes: string | null;
      /** @description Grows with every change; also sent as the ETag */
      version: number;
      /** Format: date-time */
      createdAt: string;
      /** @description Of a booking without an account: what `/guest-bookings/{manageToken}` takes. It is answered this once */
      manageToken?: string;
    };
    WalkInDto: {
      locationId: number;
      serviceId: number;
      /** @description Default: the barber who can begin first */
      barberId?: number;
      clientId?: number;
      /** @description Without it and without `clientId`, the appointment has no client */
      client?: components['schemas']['NewClientFieldsDto'];
      /**
       * @description How long the client would wait
       * @default 15
       */
      startsWithinMinutes: number;
      notes?: string | null;
      /** @description Rules that this request goes beyond. Notice and grid never apply to a walk-in */
      override?: ('notice' | 'grid' | 'hours' | 'horizon' | 'limits')[];
      /** @description Why; for the shop */
      overrideReason?: string;
    };
    AppointmentDto: {
      id: number;
      /** @enum {string} */
      status: 'confirmed' | 'cancelled' | 'completed' | 'no_show';
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      /** Format: date */
      date: string;
      time: string;
      timezone: string;
      barberId: number;
      serviceId: number;
      locationId: number;
      /** @description The client’s account; null: they have none */
      userId: number | null;
      durationMinutes: number;
      barber: components['schemas']['NamedDto'];
      service: components['schemas']['NamedDto'];
      location: components['schemas']['BookedLocationDto'];
      /** @description null: a walk-in without a name, or erased */
      client: components['schemas']['BookedClientDto'] | null;
      /** @description As agreed when it was booked; null: on request */
      priceCents: number | null;
      currency: string;
      /** @description The account that made it */
      createdBy: number | null;
      cancellationReason: string | null;
      notes: string | null;
      /** @description Grows with every change; also sent as the ETag */
      version: number;
      /** Format: date-time */
      createdAt: string;
    };
    AppointmentsPageDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      items: components['schemas']['AppointmentDto'][];
      /** @description Unless `limit` or `cursor` is sent */
      page?: number;
      /** @description Unless `limit` or `cursor` is sent */
      pageSize?: number;
    };
    AppointmentChangesDto: {
      /**
       * Format: date
       * @description With `time`, instead of `startsAt`
       */
      date?: string;
      /** @description Wall time in `timezone`. When clocks go back, a time that occurs twice means the first; when they go forward, a skipped time is moved forward by the gap */
      time?: string;
      /**
       * Format: date-time
       * @description Instead of `date` and `time`
       */
      startsAt?: string;
      serviceId?: number;
      /** @description The same as `serviceId` */
      service?: number;
      notes?: string | null;
      /** @description For staff. Default: the length of the service, for an appointment that stays with its service its own */
      durationMinutes?: number;
      /** @description For staff; null: on request. Default: the price of the service with that barber when it is booked */
      priceCents?: number | null;
      /** @description For staff: rules that this request goes beyond. `notice`: minimum notice; `grid`: starts of slots; `hours`: working times, business hours, time off; `horizon`: booking horizon; `limits`: those of the client. Never another appointment */
      override?: ('notice' | 'grid' | 'hours' | 'horizon' | 'limits')[];
      /** @description Why; for the shop */
      overrideReason?: string;
      /** @description For staff: the client it is for. Default: the caller */
      clientId?: number;
      /** @description For staff: a client whom the shop does not know yet; one with the same name and address is found again. Without an account, where the setting `guestBooking` is on: who books, with an email or a phone number */
      client?: components['schemas']['NewClientFieldsDto'];
      /** @description Default: the appointment’s; if that is its location’s, and it moves to another location, that one’s */
      timezone?: string;
      /** @description Default: the same barber, or at another location a free one */
      barberId?: number;
      /** @description Default: the same; with another barber, the barber’s */
      locationId?: number;
      /**
       * @description For staff of the location; `cancelled`, alone, does what DELETE does, and `no_show` gives the rest of the time back
       * @enum {string}
       */
      status?: 'confirmed' | 'cancelled' | 'completed' | 'no_show';
    };
    AppointmentCancellationDto: {
      reason?: string;
      /**
       * @description Whose wish it is, for staff. Default: the client’s. Within the cancellation notice, the client’s counts as late
       * @enum {string}
       */
      by?: 'client' | 'shop';
    };
    HandoverDto: {
      /** @description Default: a barber of the location who is free */
      barberId?: number;
      /** @description Rules that this request goes beyond */
      override?: ('notice' | 'grid' | 'hours' | 'horizon' | 'limits')[];
      /** @description Why; for the shop */
      overrideReason?: string;
    };
    DayHandoverDto: {
      /**
       * Format: date
       * @description A day of the shop’s calendar, with the night that begins on it
       */
      date: string;
    };
    HandedOverDto: {
      bookingId: number;
      /** @description Who has it now; null: it stays where it was */
      barberId: number | null;
      /**
       * @description Why it stays
       * @enum {string}
       */
      problem?:
        | 'invalid-request'
        | 'invalid-credentials'
        | 'invalid-refresh-token'
        | 'unauthenticated'
        | 'forbidden'
        | 'email-not-verified'
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
        | 'in-the-past'
        | 'too-soon'
        | 'beyond-horizon'
        | 'range-too-wide'
        | 'too-early'
        | 'too-late-to-cancel'
        | 'invalid-token'
        | 'rate-limited'
        | 'headers-too-large'
        | 'internal-error'
        | 'mail-not-configured'
        | 'database-unavailable'
        | 'cache-unavailable'
        | 'overloaded'
        | 'shutting-down';
    };
    DayHandoverAnswerDto: {
      items: components['schemas']['HandedOverDto'][];
    };
    ClientHistoryDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      items: components['schemas']['AppointmentDto'][];
    };
    ExportedAppointmentDto: {
      id: number;
      /** @enum {string} */
      status: 'confirmed' | 'cancelled' | 'completed' | 'no_show';
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      /** Format: date */
      date: string;
      time: string;
      timezone: string;
      barberId: number;
      serviceId: number;
      locationId: number;
      /** @description The client’s account; null: they have none */
      userId: number | null;
      durationMinutes: number;
      barber: components['schemas']['NamedDto'];
      service: components['schemas']['NamedDto'];
      location: components['schemas']['BookedLocationDto'];
      /** @description null: a walk-in without a name, or erased */
      client: components['schemas']['BookedClientDto'] | null;
      /** @description As agreed when it was booked; null: on request */
      priceCents: number | null;
      currency: string;
      /** @description The account that made it */
      createdBy: number | null;
      cancellationReason: string | null;
      notes: string | null;
      /** @description Grows with every change; also sent as the ETag */
      version: number;
      /** Format: date-time */
      createdAt: string;
      /** @description Whether it counts as cancelled within the cancellation notice */
      lateCancellation: boolean;
      /** @description Why staff went beyond a rule */
      overrideReason: string | null;
    };
    ClientExportDto: {
      /** Format: date-time */
      exportedAt: string;
      client: components['schemas']['ClientDto'];
      bookings: components['schemas']['ExportedAppointmentDto'][];
    };
    DayWindowDto: {
      start: string;
      /** @description `24:00` is the end of the day; an end at or before the start is on the next day */
      end: string;
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
    };
    NightBeforeDto: {
      windows: components['schemas']['DayWindowDto'][];
      /** @description By start */
      bookings: components['schemas']['AppointmentDto'][];
    };
    DayTimeOffDto: {
      id: number;
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      reason: string | null;
    };
    GapDto: {
      /** Format: date-time */
      startsAt: string;
      /** Format: date-time */
      endsAt: string;
      minutes: number;
    };
    BarberDayDto: {
      id: number;
      name: string;
      /** @description When they work, within the business hours; windows that begin on the date */
      windows: components['schemas']['DayWindowDto'][];
      /** @description Appointments that begin on the date and are not cancelled, by start */
      bookings: components['schemas']['AppointmentDto'][];
      /** @description Windows and appointments that began on the date before, and end on this one */
      nightBefore: components['schemas']['NightBeforeDto'];
      /** @description Time off on the date, by start */
      timeOff: components['schemas']['DayTimeOffDto'][];
      /** @description What appointments, their buffers and time off leave free of the windows */
      gaps: components['schemas']['GapDto'][];
    };
    DaySheetDto: {
      /** Format: date */
      date: string;
      timezone: string;
      locationId: number;
      /** @description Those who work at the location, and those who have appointments there on the date; by id */
      barbers: components['schemas']['BarberDayDto'][];
    };
    CacheAvailabilityDto: {
      available: boolean;
      /** @enum {string} */
      mode: 'redis' | 'memory' | 'off';
      /** @description Median of recent operations; null without any */
      latencyMs: number | null;
    };
    CacheHealthMetricDto: {
      /** @enum {string} */
      name: 'availability' | 'response_time' | 'memory_usage' | 'hit_rate' | 'connections' | 'expiration';
      /** @description null: nothing was measured; the status is then unknown */
      value: number | null;
      /** @enum {string} */
      unit: 'boolean' | 'ms' | 'bytes' | 'rate' | 'connections';
      /**
       * @description unknown: nothing was measured, and the message says why
       * @enum {string}
       */
      status: 'unknown' | 'healthy' | 'warning' | 'critical';
      /** @description From which value on the status is worse; null: none is set */
      threshold: number | null;
      message: string;
    };
    CacheHealthDto: {
      /**
       * @description The worst status among the metrics that are known; unknown: none is
       * @enum {string}
       */
      status: 'unknown' | 'healthy' | 'warning' | 'critical';
      /**
       * Format: date-time
       * @description Now: availability is of this moment, the other metrics are at most 30 s older
       */
      timestamp: string;
      metrics: components['schemas']['CacheHealthMetricDto'][];
      /** @description What to do, most urgent first */
      recommendations: string[];
    };
    QuantilesDto: {
      /** @description Median in ms; null: nothing was measured */
      p50: number | null;
      /** @description 99th percentile in ms; null: nothing was measured */
      p99: number | null;
    };
    RegionStatsDto: {
      name: string;
      /** @description The form of its keys */
      pattern: string;
      /** @description The longest time that an entry is kept */
      ttlSeconds: number;
      hits: number;
      misses: number;
      /** @description hits / (hits + misses); 0 before the first read */
      hitRate: number;
      /** @description Misses that found an entry which had been invalidated */
      invalidatedMisses: number;
      /** @description Misses that were answered by the load of another read */
      collapsed: number;
      /** @description Reads that bypassed the cache; neither hits nor misses */
      bypasses: number;
      /** @description Loads that a reader waited for */
      loads: number;
      /** @description Loads of the warm-up, of refreshes and of comparisons */
      jobLoads: number;
      loadMs: components['schemas']['QuantilesDto'];
      jobLoadMs: components['schemas']['QuantilesDto'];
      hitMs: components['schemas']['QuantilesDto'];
    };
    L1StatsDto: {
      entries: number;
      bytes: number;
      maxBytes: number;
      hits: number;
    };
    RedisInfoDto: {
      version: string;
      role: string;
      /** @description null: this Redis does not report it */
      usedMemoryBytes: number | null;
      /** @description 0: Redis has no limit; null: it does not report it */
      maxMemoryBytes: number | null;
      /** @description null: this Redis does not report it */
      connectedClients: number | null;
      /** @description null: this Redis does not report it */
      maxClients: number | null;
      keys: number;
      /** @description null: this Redis does not report it */
      expiredKeys: number | null;
      /** @description null: this Redis does not report it */
      evictedKeys: number | null;
      maxmemoryPolicy: string;
    };
    SuspensionDto: {
      /** Format: date-time */
      since: string;
      /** @description What the cache cannot do without and does not have */
      reasons: string[];
    };
    InvalidationStatsDto: {
      /** @description Domain events handled */
      events: number;
      /** @description Tags forgotten */
      tags: number;
      /** @description Changes in the outbox that are not forgotten yet; 5,001 stands for more than 5,000. null: not known, because the database did not answer for 10 s */
      pending: number | null;
      oldestPendingSeconds: number | null;
      /** @description From the commit of a change until its tags are forgotten */
      lagMs: components['schemas']['QuantilesDto'];
    };
    CacheStatsDto: {
      /**
       * @description Whose counters these are: of the instance that answers, or the sum over all that run
       * @enum {string}
       */
      scope: 'instance' | 'fleet';
      /** @description Instances in the sum: those that reported within the last minute */
      instances: number;
      /** @description Age of the oldest report in the sum, in seconds; instances report every 10 s. 0 for one instance */
      ageSeconds: number;
      /**
       * @description Where entries are stored
       * @enum {string}
       */
      mode: 'redis' | 'memory' | 'off';
      /** @description Of all regions but `account`, which requests with a token read beside their answers; as are misses, loads and bypasses */
      hits: number;
      misses: number;
      /** @description hits / (hits + misses); 0 before the first read */
      hitRate: number;
      loads: number;
      /** @description Reads that bypassed the cache */
      bypasses: number;
      regions: components['schemas']['RegionStatsDto'][];
      /** @description The tier in the memory of this instance */
      l1: components['schemas']['L1StatsDto'];
      /** @description null without Redis, or while it does not answer */
      redis: components['schemas']['RedisInfoDto'] | null;
      /** @description Why reads bypass the cache; null: they do not */
      suspended: components['schemas']['SuspensionDto'] | null;
      invalidation: components['schemas']['InvalidationStatsDto'];
    };
    InstanceDto: {
      id: string;
      /** Format: date-time */
      startedAt: string;
      /**
       * Format: date-time
       * @description When it last reported
       */
      seenAt: string;
      version: string;
      /** @description Where it stores entries: redis, memory or off */
      mode: string;
      /** @description Its reads bypass a cache that should serve them */
      suspended: boolean;
      /** @description Cached reads since its start */
      requests: number;
      /** @description null without any reads */
      hitRate: number | null;
    };
    InstancesDto: {
      /** @description Oldest first */
      items: components['schemas']['InstanceDto'][];
    };
    AuditUserDto: {
      email: string;
      name: string;
    };
    AuditEntryDto: {
      id: number;
      /** Format: date-time */
      at: string;
      userId: number;
      /** @description As they are now; null: the account is gone */
      user: components['schemas']['AuditUserDto'] | null;
      action: string;
      /** @description What was requested */
      request: {
        [key: string]: unknown;
      };
      /** @description What was answered */
      result: {
        [key: string]: unknown;
      };
    };
    AuditPageDto: {
      /** @description To be sent as `cursor` for the next page; null: there are no more items */
      nextCursor: string | null;
      /** @description How many items all pages have, up to 10000 */
      total?: number;
      /** @description There are more than `total` */
      totalIsCapped?: boolean;
      /** @description Newest first */
      items: components['schemas']['AuditEntryDto'][];
      page?: number;
      pageSize?: number;
    };
    PatternSummaryDto: {
      pattern: string;
      /** @description null for keys of no region, such as tokens */
      region: string | null;
      ttlSeconds: number | null;
      keys: number;
      bytes: number;
      /** @description Share of all bytes of the cache */
      share: number;
    };
    KeysSummaryDto: {
      /** @description Whether the store could be scanned to the end */
      available: boolean;
      /** @description Keys of the cache */
      total: number;
      /** @description Keys that were scanned, including keys of other applications */
      scanned: number;
      /** @description Not all keys were scanned: the other numbers are estimates */
      truncated: boolean;
      patterns: components['schemas']['PatternSummaryDto'][];
    };
    TrendSampleDto: {
      /** Format: date-time */
      at: string;
      /** @enum {string} */
      status: 'unknown' | 'healthy' | 'warning' | 'critical';
      hitRate: number | null;
      /** @description Cached reads a minute */
      requests: number;
      /** @description Cached reads a minute that did not have to load; null: not recorded by an older release */
      databaseReadsSaved: number | null;
      /** @description 95th percentile */
      responseTimeMs: number | null;
      usedMemoryBytes: number | null;
      connectedClients: number | null;
    };
    TrendDto: {
      first: number;
      last: number;
      min: number;
      max: number;
      /** @description Change an hour; a few outliers do not affect it */
      slopePerHour: number;
      /**
       * @description steady unless the change is more than noise; unknown: too few samples
       * @enum {string}
       */
      direction: 'unknown' | 'steady' | 'rising' | 'falling';
      /**
       * @description Of the numbers; the slope is in this unit an hour
       * @enum {string}
       */
      unit: 'boolean' | 'ms' | 'bytes' | 'rate' | 'connections' | 'reads a minute';
    };
    TrendsSummaryDto: {
      /** @description null: nothing was measured */
      availability: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      responseTimeMs: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      usedMemoryBytes: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      hitRate: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      connectedClients: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      expiration: components['schemas']['TrendDto'] | null;
      /** @description null: nothing was measured */
      requests: components['schemas']['TrendDto'] | null;
    };
    DegradationDto: {
      /** @enum {string} */
      metric:
        | 'responseTimeMs'
        | 'availability'
        | 'usedMemoryBytes'
        | 'hitRate'
        | 'connectedClients'
        | 'expiration'
        | 'requests';
      /** Format: date-time */
      from: string;
      /**
       * Format: date-time
       * @description Its end so far if it goes on; never later than now
       */
      to: string;
      /** @description It has not ended */
      isOngoing: boolean;
      message: string;
    };
    TrendsDto: {
      hours: number;
      samples: components['schemas']['TrendSampleDto'][];
      summary: components['schemas']['TrendsSummaryDto'];
      /** @description When a metric was beyond its threshold */
      degradations: components['schemas']['DegradationDto'][];
    };
    RegionSampleDto: {
      /** Format: date-time */
      at: string;
      reads: number;
      hits: number;
    };
    RegionTrendDto: {
      name: string;
      /** @description Spans of time in which it was read, oldest first */
      samples: components['schemas']['RegionSampleDto'][];
    };
    RegionTrendsDto: {
      hours: number;
      /** @description Regions that were read */
      items: components['schemas']['RegionTrendDto'][];
    };
    RecentInvalidationDto: {
      /** @description Rises with every change */
      id: number;
      /**
       * Format: date-time
       * @description When the row was written
       */
      at: string;
      /** @description The table */
      relation: string;
      /** @enum {string} */
      operation: 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE';
      /** @description The `id` of the row; null: the table has none */
      rowId: number | null;
      /** @description The domain events that it is; none: the whole cache was invalidated */
      events: string[];
      /**
       * Format: date-time
       * @description When its tags were forgotten, at the latest; null: it is pending, or a new generation of entries covers it
       */
      forgottenAt: string | null;
      /** @description From writing the row until then */
      lagMs: number | null;
    };
    InvalidationsDto: {
      items: components['schemas']['RecentInvalidationDto'][];
    };
    MemoryUseDto: {
      /** @description null while the store does not answer */
      used: number | null;
      /** @description null: no limit is set, or it is not known */
      available: number | null;
      /** @description used / available */
      share: number | null;
      /**
       * Format: date-time
       * @description When memory is full at the slope of the last day; null: see `outlook`
       */
      fullAt: string | null;
      /**
       * @description filling: full at `fullAt`. steady: not at the slope of the last day. unlimited: no limit is set. unknown: the store does not answer, less than an hour was measured, or the store is the memory of this process, which is expected to fill up and then evicts
       * @enum {string}
       */
      outlook: 'unknown' | 'unlimited' | 'steady' | 'filling';
    };
    UseDto: {
      /** @description null while the store does not answer */
      used: number | null;
      /** @description null: no limit is set, or it is not known */
      available: number | null;
      /** @description used / available */
      share: number | null;
    };
    ConnectionsUseDto: {
      /** @description null while the store does not answer */
      used: number | null;
      /** @description null: no limit is set, or it is not known */
      available: number | null;
      /** @description used / available */
      share: number | null;
      /** @description From how many connections on the alert rule warns */
      threshold: number;
    };
    RegionUseDto: {
      name: string;
      ttlSeconds: number;
      hits: number;
      misses: number;
      /** @description 0 before the first read */
      hitRate: number;
      /** @description Keys in the store; null while it does not answer */
      keys: number | null;
      bytes: number | null;
    };
    UtilizationDto: {
      memory: components['schemas']['MemoryUseDto'];
      l1: components['schemas']['UseDto'];
      connections: components['schemas']['ConnectionsUseDto'];
      /** @description All keys of the store, including other applications’; null while it does not answer */
      keys: number | null;
      regions: components['schemas']['RegionUseDto'][];
      /** @description The keys and bytes of regions are estimated from the first 2000 keys */
      estimated: boolean;
    };
    RegionEffectDto: {
      /** @description Reads since the start of the instance or, of the fleet, of its instances */
      readsServed: number;
      /** @description Reads that did not have to load: hits, and reads that joined the load of another */
      databaseReadsSaved: number;
      /** @description Hits times the median load, less the time that the hits took; null: no load was measured. A total is of the regions of which it is known */
      millisecondsSaved: number | null;
      /** @description Time that the same reads would have taken without the cache; null: no load was measured */
      millisecondsWithout: number | null;
      name: string;
    };
    CacheEffectDto: {
      /** @description Reads since the start of the instance or, of the fleet, of its instances */
      readsServed: number;
      /** @description Reads that did not have to load: hits, and reads that joined the load of another */
      databaseReadsSaved: number;
      /** @description Hits times the median load, less the time that the hits took; null: no load was measured. A total is of the regions of which it is known */
      millisecondsSaved: number | null;
      /** @description Time that the same reads would have taken without the cache; null: no load was measured */
      millisecondsWithout: number | null;
      regions: components['schemas']['RegionEffectDto'][];
    };
    CacheReportDto: {
      /** Format: date-time */
      timestamp: string;
      /** @description What the cache saved the database */
      effect: components['schemas']['CacheEffectDto'];
      health: components['schemas']['CacheHealthDto'];
      stats: components['schemas']['CacheStatsDto'];
      trends: components['schemas']['TrendsDto'];
      utilization: components['schemas']['UtilizationDto'];
      recommendations: string[];
    };
    Problem: {
      /**
       * Format: uri
       * @description Absolute address of the page that explains the code
       */
      type: string;
      title: string;
      status: number;
      /** @description What is wrong with this request and what to do */
      detail: string;
      /**
       * Format: uri-reference
       * @description Identifies the request: `/requests/` and its `X-Request-Id`
       */
      instance: string;
      /** @enum {string} */
      code:
        | 'invalid-request'
        | 'invalid-credentials'
        | 'invalid-refresh-token'
        | 'unauthenticated'
        | 'forbidden'
        | 'email-not-verified'
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
        | 'in-the-past'
        | 'too-soon'
        | 'beyond-horizon'
        | 'range-too-wide'
        | 'too-early'
        | 'too-late-to-cancel'
        | 'invalid-token'
        | 'rate-limited'
        | 'headers-too-large'
        | 'internal-error'
        | 'mail-not-configured'
        | 'database-unavailable'
        | 'cache-unavailable'
        | 'overloaded'
        | 'shutting-down';
      /** @description What is wrong with each field; present on 400 */
      errors?: {
        field: string;
        message: string;
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
export interface operations {
  authRegister: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RegisterDto'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserDto'];
        };
      };
    };
  };
  authLogin: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LoginDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LoginAnswerDto'];
        };
      };
    };
  };
  sessionsRefresh: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RefreshDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LoginAnswerDto'];
        };
      };
    };
  };
  sessionsLogout: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RefreshDto'];
      };
    };
    responses: {
      /** @description The session is ended */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  sessionsLogoutAll: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All sessions are ended */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  pageSessionGet: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionDto'];
        };
      };
    };
  };
  pageSessionSignIn: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LoginDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionDto'];
        };
      };
    };
  };
  pageSessionSignOut: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `csrfToken` of the session */
        'X-CSRF-Token'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The page is signed out */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  usersMe: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  usersErase: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The account is erased */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  ownAccountChange: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['OwnAccountChangesDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserDto'];
        };
      };
    };
  };
  ownAccountChangePassword: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PasswordChangeDto'];
      };
    };
    responses: {
      /** @description The password is changed */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  mailLinksForgotPassword: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ForgotPasswordDto'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MailAnswerDto'];
        };
      };
    };
  };
  mailLinksResetPassword: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ResetPasswordDto'];
      };
    };
    responses: {
      /** @description The password is set: log in with it */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  mailLinksVerifyEmail: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['VerifyEmailDto'];
      };
    };
    responses: {
      /** @description The address is verified */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  mailLinksSendVerification: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MailAnswerDto'];
        };
      };
    };
  };
  auditList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
        /** @description What it is about */
        area?: 'booking' | 'shop' | 'account' | 'login' | 'cache';
        /** @description Exactly this action */
        action?: string;
        /** @description Whose account did it */
        userId?: number;
        /** @description Not before this instant */
        from?: string;
        /** @description Before this instant */
        to?: string;
        /** @description What was changed */
        object?: string;
        /** @description The id of what was changed */
        objectId?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditTrailPageDto'];
        };
      };
    };
  };
  accountsList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
        role?: 'client' | 'barber' | 'receptionist' | 'manager' | 'admin';
        /** @description A part of the name or the e-mail address */
        q?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AccountsPageDto'];
        };
      };
    };
  };
  accountsCreate: {
    parameters: {
      query?: never;
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewAccountDto'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AccountDto'];
        };
      };
    };
  };
  accountsGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AccountDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  accountsChange: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AccountChangesDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AccountDto'];
        };
      };
    };
  };
  liveWatch: {
    parameters: {
      query: {
        /** @description Default: the caller’s own zone, else the location’s */
        timezone?: string;
        /** @description Default: the barber’s location, else the first one */
        locationId?: number;
        /** @description Only this barber; default: all who offer the service */
        barberId?: number;
        /** @description Default: the first active one */
        serviceId?: number;
        /** @description The same as `serviceId` */
        service?: number;
        /** @description An appointment of the caller that is about to be moved: its own time counts as free, and its service as offered */
        ignoreBookingId?: number;
        /** @description A day of `timezone`; default: today */
        date?: string;
        /** @description The first of several days of `timezone`, with `to` and instead of `date` */
        from?: string;
        /** @description The last of them, at most 62 in all */
        to?: string;
        /** @description Fills `nextAvailable` */
        includeNextAvailable?: boolean;
        /** @description `slots`: as `GET /bookings/available-slots`; `days`: as `GET /bookings/available-days`; `day`: as `GET /locations/{id}/day`, with `locationId`, for staff */
        kind: string;
      };
      header?: {
        /** @description The `id` of the last event, as an EventSource sends it */
        'Last-Event-ID'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stream; it ends with the session, or when the server stops */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
    };
  };
  probesHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description healthy, or degraded: the cache is not available and reads bypass it, or the database takes no changes. An instance with CACHE_ENABLED=false is not degraded */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HealthReport'];
        };
      };
      /** @description The database is not available, or the server is shutting down */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HealthReport'];
        };
      };
    };
  };
  probesLive: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Alive'];
        };
      };
    };
  };
  probesReady: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HealthReport'];
        };
      };
      /** @description The database is not available, or the server is shutting down */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HealthReport'];
        };
      };
    };
  };
  probesStartup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HealthReport'];
        };
      };
      /** @description The database is not available, or the server is shutting down */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HealthReport'];
        };
      };
    };
  };
  metricsMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Prometheus exposition format, version 0.0.4 */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
    };
  };
  entriesList: {
    parameters: {
      query?: {
        /** @description What the key begins with: the whole (`bb:{loc:1}:`), its shard (`loc:1`), or what follows (`slots:2027-03-15`) */
        prefix?: string;
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the answer before; it belongs to its prefix, with another the answer is 400 */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EntriesDto'];
        };
      };
    };
  };
  entriesEntry: {
    parameters: {
      query: {
        /** @description The whole key, as `GET /cache/entries` lists it */
        key: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EntryDto'];
        };
      };
    };
  };
  entriesForget: {
    parameters: {
      query: {
        /** @description The whole key, as `GET /cache/entries` lists it */
        key: string;
        /** @description Only count: answers what would be forgotten, and forgets nothing */
        dryRun?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EntryInvalidationDto'];
        };
      };
    };
  };
  hotKeysHotKeys: {
    parameters: {
      query?: {
        /** @description How many at most */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HotKeysDto'];
        };
      };
    };
  };
  invalidationAllSlots: {
    parameters: {
      query?: {
        /** @description Only count: answers what would be forgotten, and forgets nothing */
        dryRun?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['InvalidationDto'];
        };
      };
    };
  };
  invalidationBarber: {
    parameters: {
      query?: {
        /** @description Only count: answers what would be forgotten, and forgets nothing */
        dryRun?: boolean;
      };
      header?: never;
      path: {
        barberId: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['InvalidationDto'];
        };
      };
    };
  };
  invalidationDateRange: {
    parameters: {
      query?: {
        /** @description Only count: answers what would be forgotten, and forgets nothing */
        dryRun?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DateRangeDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['InvalidationDto'];
        };
      };
    };
  };
  invalidationBusinessSettings: {
    parameters: {
      query?: {
        /** @description Only count: answers what would be forgotten, and forgets nothing */
        dryRun?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['InvalidationDto'];
        };
      };
    };
  };
  warmUpProgress: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WarmUpStateDto'];
        };
      };
    };
  };
  warmUpWarmUp: {
    parameters: {
      query?: {
        /** @description Only plan: answers what would be loaded, and loads nothing */
        dryRun?: boolean;
      };
      header?: {
        /** @description `respond-async` (RFC 7240) */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WarmUpDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['WarmUpDryRunDto'] | components['schemas']['WarmUpAnswerDto'];
          'text/event-stream': string;
        };
      };
      /** @description The warm-up runs */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WarmUpStateDto'];
        };
      };
    };
  };
  warmUpCancel: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CancellationDto'];
        };
      };
    };
  };
  warmUpPreload: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WarmUpAnswerDto'];
        };
      };
    };
  };
  businessesList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BusinessesDto'];
        };
      };
    };
  };
  businessesCreate: {
    parameters: {
      query?: never;
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewBusinessDto'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BusinessDto'];
        };
      };
    };
  };
  businessesGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BusinessDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  businessesChange: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['BusinessChangesDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BusinessDto'];
        };
      };
    };
  };
  locationsList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LocationsDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  locationsCreate: {
    parameters: {
      query?: never;
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewLocationDto'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LocationDto'];
        };
      };
    };
  };
  locationsGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LocationDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  locationsChange: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LocationChangesDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['ChangedLocationDto'] | components['schemas']['AffectedDto'];
        };
      };
    };
  };
  servicesList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
        /** @description Only what this location offers */
        locationId?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ServicesDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  servicesCreate: {
    parameters: {
      query?: never;
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewServiceDto'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ServiceDto'];
        };
      };
    };
  };
  servicesGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ServiceDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  servicesChange: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ServiceChangesDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['ChangedServiceDto'] | components['schemas']['AffectedDto'];
        };
      };
    };
  };
  closuresList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
      };
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClosuresDto'];
        };
      };
    };
  };
  closuresAdd: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewClosureDto'];
      };
    };
    responses: {
      /** @description With `preview=true`: what it would leave uncovered */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AffectedDto'];
        };
      };
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AddedClosureDto'];
        };
      };
    };
  };
  closuresGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
        closureId: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClosureDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  closuresRemove: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
        closureId: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The business hours apply again and leave appointments uncovered */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AffectedDto'];
        };
      };
      /** @description The business hours apply again, and no appointment is uncovered */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  barbersList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
        /** @description Only the barbers of this location */
        locationId?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BarbersDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  barbersCreate: {
    parameters: {
      query?: never;
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewBarberDto'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BarberDto'];
        };
      };
    };
  };
  barbersGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BarberDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  barbersChange: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['BarberChangesDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['ChangedBarberDto'] | components['schemas']['AffectedDto'];
        };
      };
    };
  };
  availabilityGet: {
    parameters: {
      query?: {
        /** @description Only this ISO weekday of the week: 1 is Monday */
        day?: number;
      };
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AvailabilityDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  availabilitySet: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WeekDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['ChangedAvailabilityDto'] | components['schemas']['AffectedDto'];
        };
      };
    };
  };
  rotaGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RotaDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  rotaSet: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewRotaDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangedRotaDto'] | components['schemas']['AffectedDto'];
        };
      };
    };
  };
  rotaRemove: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The week applies again and leaves appointments uncovered */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AffectedDto'];
        };
      };
      /** @description The week applies again, and no appointment is uncovered */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  overridesGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OverrideDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  overridesSet: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WindowsDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['ChangedOverrideDto'] | components['schemas']['AffectedDto'];
        };
      };
    };
  };
  overridesRemove: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The barber’s week applies to that date and leaves appointments uncovered */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AffectedDto'];
        };
      };
      /** @description The barber’s week applies to that date, and no appointment is uncovered */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  timeOffList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
      };
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TimeOffListDto'];
        };
      };
    };
  };
  timeOffAdd: {
    parameters: {
      query?: {
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewTimeOffDto'];
      };
    };
    responses: {
      /** @description With `preview=true`: what it would leave uncovered */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AffectedDto'];
        };
      };
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AddedTimeOffDto'];
        };
      };
    };
  };
  timeOffGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
        timeOffId: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TimeOffDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  timeOffRemove: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
        timeOffId: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The time off is removed */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  scheduleGet: {
    parameters: {
      query: {
        /** @description The first date, on the calendar of the barber’s location */
        from: string;
        /** @description The last date, included; at most 62 days in all */
        to: string;
      };
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ScheduleDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  clientsList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
        /** @description A part of the name, the e-mail address or the phone number */
        q?: string;
        /** @description Default: the business that the caller works for */
        businessId?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClientsPageDto'];
        };
      };
    };
  };
  clientsCreate: {
    parameters: {
      query?: never;
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewClientDto'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClientDto'];
        };
      };
    };
  };
  clientsGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClientDto'];
        };
      };
    };
  };
  clientsErase: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The person is erased */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  clientsChange: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ClientChangesDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClientDto'];
        };
      };
    };
  };
  clientsMerge: {
    parameters: {
      query?: never;
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['MergeDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClientDto'];
        };
      };
    };
  };
  settingsGetHours: {
    parameters: {
      query?: {
        /** @description Default: the first location */
        locationId?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BusinessHoursDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  settingsSetHours: {
    parameters: {
      query?: {
        /** @description Default: the first location */
        locationId?: number;
        /** @description true: nothing changes, and only `affected` is answered, with 200 */
        preview?: boolean;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WeekDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['ChangedBusinessHoursDto'] | components['schemas']['AffectedDto'];
        };
      };
    };
  };
  settingsGetSettings: {
    parameters: {
      query?: {
        businessId?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BookingSettingsDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  settingsSetSettings: {
    parameters: {
      query?: {
        businessId?: number;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewBookingSettingsDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BookingSettingsDto'];
        };
      };
    };
  };
  settingsChangeSettings: {
    parameters: {
      query?: {
        businessId?: number;
      };
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['BookingSettingsChangesDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BookingSettingsDto'];
        };
      };
    };
  };
  settingsGetPublicSettings: {
    parameters: {
      query?: {
        businessId?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PublicBookingSettingsDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  usersGetTimezone: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserTimezoneAnswerDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  usersSetTimezone: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['UserTimezoneDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserTimezoneAnswerDto'];
        };
      };
    };
  };
  slotsList: {
    parameters: {
      query?: {
        /** @description Default: the caller’s own zone, else the location’s */
        timezone?: string;
        /** @description Default: the barber’s location, else the first one */
        locationId?: number;
        /** @description Only this barber; default: all who offer the service */
        barberId?: number;
        /** @description Default: the first active one */
        serviceId?: number;
        /** @description The same as `serviceId` */
        service?: number;
        /** @description An appointment of the caller that is about to be moved: its own time counts as free, and its service as offered */
        ignoreBookingId?: number;
        /** @description A day of `timezone`; default: today */
        date?: string;
        /** @description The first of several days of `timezone`, with `to` and instead of `date` */
        from?: string;
        /** @description The last of them, at most 62 in all */
        to?: string;
        /** @description Fills `nextAvailable` */
        includeNextAvailable?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['AvailableSlotsDto'] | components['schemas']['SlotsOfDaysDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  slotsCount: {
    parameters: {
      query: {
        /** @description Default: the caller’s own zone, else the location’s */
        timezone?: string;
        /** @description Default: the barber’s location, else the first one */
        locationId?: number;
        /** @description Only this barber; default: all who offer the service */
        barberId?: number;
        /** @description Default: the first active one */
        serviceId?: number;
        /** @description The same as `serviceId` */
        service?: number;
        /** @description An appointment of the caller that is about to be moved: its own time counts as free, and its service as offered */
        ignoreBookingId?: number;
        /** @description The first of several days of `timezone` */
        from: string;
        /** @description The last of them, at most 62 in all */
        to: string;
        /** @description Fills `nextAvailable` */
        includeNextAvailable?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AvailableDaysDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  slotsNext: {
    parameters: {
      query?: {
        /** @description Default: the caller’s own zone, else the location’s */
        timezone?: string;
        /** @description Default: the barber’s location, else the first one */
        locationId?: number;
        /** @description Only this barber; default: all who offer the service */
        barberId?: number;
        /** @description Default: the first active one */
        serviceId?: number;
        /** @description The same as `serviceId` */
        service?: number;
        /** @description An appointment of the caller that is about to be moved: its own time counts as free, and its service as offered */
        ignoreBookingId?: number;
        /** @description A day of `timezone`; default: today */
        date?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NextAvailableDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  conflictsList: {
    parameters: {
      query: {
        barberId: number;
        /** @description A day of the shop’s calendar */
        date: string;
        /** @description With `durationMinutes`: conflicts of one interval that begins at this time in the location’s time zone */
        time?: string;
        /** @description With `time` */
        durationMinutes?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ConflictsDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  appointmentsList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
        /** @description First day, in `timezone` */
        from?: string;
        /** @description Last day, included */
        to?: string;
        /** @description Default: the zone of the location named, else the caller’s own, else the first location’s */
        timezone?: string;
        barberId?: number;
        /** @description Where they were booked */
        locationId?: number;
        clientId?: number;
        serviceId?: number;
        /** @description The same as `serviceId` */
        service?: number;
        /** @description One or several, separated by commas */
        status?: string;
        /** @description true: only confirmed ones that a change of hours, services or location has left uncovered; from now on unless `from` is sent */
        uncovered?: boolean;
        /** @description By start: oldest or newest first */
        sort?: 'startsAt' | '-startsAt';
        /** @description Instead of `limit` and `cursor`; pages reach the 10,000th appointment */
        page?: number;
        pageSize?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppointmentsPageDto'];
        };
      };
    };
  };
  appointmentsBook: {
    parameters: {
      query?: never;
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewAppointmentDto'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BookedAppointmentDto'];
        };
      };
    };
  };
  appointmentsWalkIn: {
    parameters: {
      query?: never;
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WalkInDto'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppointmentDto'];
        };
      };
    };
  };
  appointmentsGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppointmentDto'];
        };
      };
    };
  };
  appointmentsCancel: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppointmentDto'];
        };
      };
    };
  };
  appointmentsChange: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AppointmentChangesDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppointmentDto'];
        };
      };
    };
  };
  appointmentsCancelFor: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AppointmentCancellationDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppointmentDto'];
        };
      };
    };
  };
  handoverReassign: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['HandoverDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppointmentDto'];
        };
      };
    };
  };
  handoverReassignDay: {
    parameters: {
      query?: {
        /** @description Only answer what would be done; nothing changes */
        preview?: boolean;
      };
      header?: {
        /** @description Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead of doing it again */
        'Idempotency-Key'?: string;
      };
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DayHandoverDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DayHandoverAnswerDto'];
        };
      };
    };
  };
  clientHistoryList: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
      };
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClientHistoryDto'];
        };
      };
    };
  };
  clientHistoryExport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClientExportDto'];
        };
      };
    };
  };
  guestBookingsGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description As `POST /bookings` answered it; valid until a day after the start */
        manageToken: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppointmentDto'];
        };
      };
    };
  };
  guestBookingsCancel: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        /** @description As `POST /bookings` answered it; valid until a day after the start */
        manageToken: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppointmentDto'];
        };
      };
    };
  };
  guestBookingsChange: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of the version that was read; if the resource has changed since, the answer is 412 */
        'If-Match'?: string;
      };
      path: {
        /** @description As `POST /bookings` answered it; valid until a day after the start */
        manageToken: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AppointmentChangesDto'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppointmentDto'];
        };
      };
    };
  };
  daySheetGet: {
    parameters: {
      query?: {
        /** @description On the calendar of the location. Default: today */
        date?: string;
      };
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DaySheetDto'];
        };
      };
      /** @description The client’s copy, named by `If-None-Match`, is still current */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  cacheAvailability: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CacheAvailabilityDto'];
        };
      };
    };
  };
  cacheHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CacheHealthDto'];
        };
      };
    };
  };
  cacheStats: {
    parameters: {
      query?: {
        /** @description `fleet`: the sum over all instances that reported within the last minute */
        scope?: 'instance' | 'fleet';
        /** @description The `id` of an instance of `/cache/instances`: its counters as of its last report, whichever instance answers; `scope` is then ignored */
        instance?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CacheStatsDto'];
        };
      };
    };
  };
  cacheInstances: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['InstancesDto'];
        };
      };
    };
  };
  cacheAuditPage: {
    parameters: {
      query?: {
        /** @description Most items of this page */
        limit?: number;
        /** @description The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400 */
        cursor?: string;
        /** @description Also count the items of all pages, up to 10000 */
        total?: boolean;
        /** @description Where neither `limit` nor `cursor` is sent */
        page?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditPageDto'];
        };
      };
    };
  };
  cacheKeysSummary: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['KeysSummaryDto'];
        };
      };
    };
  };
  monitoringTrends: {
    parameters: {
      query?: {
        /** @description How far back */
        hours?: number;
        /** @description The `id` of an instance: only its samples */
        instance?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TrendsDto'];
        };
      };
    };
  };
  monitoringRegions: {
    parameters: {
      query?: {
        /** @description How far back */
        hours?: number;
        /** @description The `id` of an instance: only its samples */
        instance?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RegionTrendsDto'];
        };
      };
    };
  };
  monitoringInvalidations: {
    parameters: {
      query?: {
        /** @description How many at most */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['InvalidationsDto'];
        };
      };
    };
  };
  monitoringUtilization: {
    parameters: {
      query?: {
        /** @description `fleet`: the sum over all instances that reported within the last minute */
        scope?: 'instance' | 'fleet';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UtilizationDto'];
        };
      };
    };
  };
  monitoringReport: {
    parameters: {
      query?: {
        /** @description `fleet`: the sum over all instances that reported within the last minute */
        scope?: 'instance' | 'fleet';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CacheReportDto'];
          'text/markdown': string;
        };
      };
    };
  };
}
