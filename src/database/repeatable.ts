import { isConnectionEnd } from './database.errors.js';

/** A connection was ended under something that had no effect. */
export class Repeatable extends Error {
  constructor(cause: unknown) {
    super('The connection was ended', { cause });
  }
}

/** @throws Repeatable if the statement's connection is ended, and the statement changes nothing */
export async function repeatable<Result>(
  statement: Promise<Result>,
  changesNothing: () => boolean = () => true,
): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    throw isConnectionEnd(error) && changesNothing() ? new Repeatable(error) : error;
  }
}
