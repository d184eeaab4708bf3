import { SECOND_MS } from '../time/durations.js';

/**
 * How long a statement for an operator may take. An operator who searches for the cause of a failure needs the answer that the
 * database hangs within seconds, not when the statement itself times out.
 */
export const OPERATOR_TIMEOUT = { timeoutMs: 2.5 * SECOND_MS } as const;
