/** Shard of answers about one account. */
export const userShard = (id: number) => `user:${id}`;

/**
 * What every answer about an account depends on: its row and its locations. The word on the wire is older than the name: earlier
 * releases forget it for any change of `users`, so that both may run during an update.
 */
export const USER = 'timezone';
