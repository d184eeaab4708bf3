/** Units of durations in milliseconds: `5 * SECOND_MS`. Less than a second is written as a number, in constants that end with `_MS`. */
export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** Durations in seconds, for settings, limits and headers. */
export const HOUR_SECONDS = HOUR_MS / SECOND_MS;
export const DAY_SECONDS = DAY_MS / SECOND_MS;

/** Durations in minutes, for wall-clock times that are counted from midnight. */
export const DAY_MINUTES = 24 * 60;
