import type { Redis } from 'ioredis';

/**
 * KEYS entry, lease, tags…; ARGV epoch, generation, owner, nonce, token life ms, lease ms.
 *
 * The epoch is checked here, in the same step that mints: between the connection's last INFO and this script the server may
 * have become another's replica, or a primary with another history. A token is the caller's nonce and the server's time,
 * joined here, so that the same command executed twice mints two tokens (rule 1).
 */
const CLAIM = `
local info = redis.call('INFO', 'replication')
-- @mutant claim-ignores-epoch
if not (string.find(info, 'role:master', 1, true) and string.find(info, 'master_replid:' .. string.sub(ARGV[1], 1, 40), 1, true)) then
  return redis.error_reply('EPOCH this server is not the one it was')
end
local time = redis.call('TIME')
local stamp = ARGV[1] .. ' ' .. ARGV[2]
local tokens = {}
for i = 3, #KEYS do
  local token = redis.call('GET', KEYS[i])
  if not token then
    -- @mutant token-without-time
    token = ARGV[4] .. string.format('.%x.%x.%x', time[1], time[2], i)
    redis.call('SET', KEYS[i], token, 'PX', ARGV[5])
  elseif redis.call('PTTL', KEYS[i]) < tonumber(ARGV[5]) then
    redis.call('PEXPIRE', KEYS[i], ARGV[5])
  end
  tokens[i - 2] = token
  stamp = stamp .. ' ' .. token
end
local lease = redis.call('GET', KEYS[2])
local granted = 0
-- @mutant every-claim-granted
if not lease or string.sub(lease, string.find(lease, ' ', 1, true) + 1) ~= stamp then
  redis.call('SET', KEYS[2], ARGV[3] .. ' ' .. stamp, 'PX', ARGV[6])
  granted = 1
end
return { granted, redis.call('GET', KEYS[1]), tokens }`;

const DROP_OWN_LEASE = `
local lease = redis.call('GET', KEYS[2])
if lease and string.sub(lease, 1, #ARGV[1] + 1) == ARGV[1] .. ' ' then
  redis.call('UNLINK', KEYS[2])
end`;

/** KEYS entry, lease, tags…; ARGV owner, payload, life ms, tokens…. */
const STORE = `${DROP_OWN_LEASE}
for i = 3, #KEYS do
  -- @mutant store-ignores-tokens
  if redis.call('GET', KEYS[i]) ~= ARGV[i + 1] then
    return 0
  end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

/** KEYS entry, lease; ARGV owner. */
const RELEASE = `${DROP_OWN_LEASE}
return 1`;

export type ClaimReply = [granted: number, entry: Buffer | null, tokens: Buffer[]];

type Command<Reply> = (keys: number, ...rest: (string | number | Buffer)[]) => Promise<Reply>;

/** A connection that knows the protocol's scripts; sent by hash, and in full to a server that has not met them. */
export interface Scripted extends Redis {
  cacheClaimBuffer: Command<ClaimReply>;
  cacheStore: Command<number>;
  cacheRelease: Command<number>;
}

export const SCRIPTS = {
  cacheClaim: { lua: CLAIM },
  cacheStore: { lua: STORE },
  cacheRelease: { lua: RELEASE },
};
