/**
 * How long a statement for an operator may take. An operator who looks for the cause of a failure needs the answer that the
 * database hangs within seconds, not when the statement itself times out.
 */
export const OPERATOR_TIMEOUT = { timeoutMs: 2500 } as const;
