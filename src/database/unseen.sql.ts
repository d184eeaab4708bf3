/**
 * SQL: a parameter, written with its type, whose value the planner does not see. For a prepared statement PostgreSQL plans anew each time
 * while it expects a cheaper plan from knowing the values. Where all that such a plan could rest on is unseen, it keeps one (ADR 0004).
 */
export const unseen = (parameter: string) => `(SELECT ${parameter})`;
