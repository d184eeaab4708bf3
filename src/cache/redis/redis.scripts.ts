import type { Redis } from 'ioredis';

/**
 * Stops a script unless the server is a primary and has the epoch in ARGV[1]: since the connection last read it, the server
 * may have become a replica, or a primary with another history. In a cluster the config epoch follows the replication id.
 */
const CHECK_EPOCH = `
local info = redis.call('INFO', 'replication')
local config = string.match(ARGV[1], '%.(%d+)$')
-- @mutant script-ignores-epoch
if not (string.find(info, 'role:master', 1, true) and string.find(info, 'master_replid:' .. string.sub(ARGV[1], 1, 40), 1, true)) then
  return redis.error_reply('EPOCH the server is no primary or has another epoch')
end
-- @mutant script-ignores-config-epoch
if config and not string.find(redis.call('CLUSTER', 'INFO'), 'cluster_my_epoch:' .. config .. '\\r', 1, true) then
  return redis.error_reply('EPOCH the node has another config epoch')
end`;

/** GET that treats another program's value under one of our keys as missing: it is replaced, as FORGET would remove it. */
const GET = `
local function get(key)
  local value = redis.pcall('GET', key)
  if type(value) == 'table' then return false end
  return value
end`;

/**
 * Mints missing tokens and grants the load lock (whose key still has the older name `lease:` on the wire).
 *
 * KEYS entry, load lock, own token, tags…; ARGV epoch, generation, owner, token life ms, load lock ms.
 *
 * The epoch is checked atomically with the minting. A token joins the owner, which is random, and the server's time, so that a
 * command that is executed twice mints two different tokens (rule 1). One that is found is not only its creator's any more, and
 * shows it by its longer life (rule 26).
 */
const CLAIM = `${CHECK_EPOCH}${GET}
local time = redis.call('TIME')
local stamp = ARGV[1] .. ' ' .. ARGV[2]
local tokens = {}
for i = 4, #KEYS do
  local token = get(KEYS[i])
  if not token then
    -- @mutant token-without-time
    token = ARGV[3] .. string.format('.%x.%x.%x', time[1], time[2], i)
    redis.call('SET', KEYS[i], token, 'PX', ARGV[4])
  elseif redis.call('PTTL', KEYS[i]) < 2 * ARGV[4] then
    redis.call('PEXPIRE', KEYS[i], 2 * ARGV[4])
  end
  tokens[i - 3] = token
  stamp = stamp .. ' ' .. token
end
local lock = get(KEYS[2])
local granted = 0
-- @mutant every-claim-granted
if not lock or string.match(lock, ' (.*)') ~= stamp then
  redis.call('SET', KEYS[2], ARGV[3] .. ' ' .. stamp, 'PX', ARGV[5])
  granted = 1
end
return { granted, get(KEYS[1]), tokens, get(KEYS[3]) }`;

/**
 * Mints the token of a wide tag if it is missing, and lets it live on: no STORE does so on another server (rule 29).
 *
 * KEYS token; ARGV epoch, a random name, life ms.
 */
const CLAIM_WIDE = `${CHECK_EPOCH}${GET}
local token = get(KEYS[1])
-- @mutant wide-token-not-renewed
if token and redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
elseif not token then
  local time = redis.call('TIME')
  token = ARGV[2] .. string.format('.%x.%x', time[1], time[2])
  redis.call('SET', KEYS[1], token, 'PX', ARGV[3])
end
return token`;

/** The owner is the last argument. */
const DROP_OWN_LOCK = `
local owner = ARGV[#ARGV] .. ' '
local lock = get(KEYS[2])
if lock and string.sub(lock, 1, #owner) == owner then
  redis.call('UNLINK', KEYS[2])
end`;

/**
 * KEYS entry, load lock, own token, tags…; ARGV epoch of the CLAIM, payload, life ms, token life ms, own token, own token of a
 * refresh ('' for none), life of the own token in ms, tokens…, owner. Returns whether it wrote the entry.
 *
 * The epoch is checked because equal tokens are not enough: a server that got the data of a lagging one has them again
 * although they were forgotten, and a STORE that wrote gives a lease (rule 10).
 */
const STORE = `${CHECK_EPOCH}${GET}
${DROP_OWN_LOCK}
if (get(KEYS[3]) or '') ~= ARGV[5] then
  return 0
end
for i = 4, #KEYS do
  -- @mutant store-ignores-tokens
  if get(KEYS[i]) ~= ARGV[i + 4] then
    return 0
  end
end
if ARGV[6] ~= '' then
  redis.call('SET', KEYS[3], ARGV[6], 'PX', ARGV[7])
elseif ARGV[5] ~= '' then
  redis.call('PEXPIRE', KEYS[3], ARGV[7])
end
local shard = string.match(KEYS[1], '{[^}]*}:')
for i = 4, #KEYS do
  -- Every entry would renew a wide token, and each renewal is reported to all who listen: it gets twice the life instead.
  local life = string.find(KEYS[i], shard, 1, true) and ARGV[4] or 2 * ARGV[4]
  -- @mutant stored-entry-keeps-no-tokens
  if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[4]) then
    redis.call('PEXPIRE', KEYS[i], life)
  end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

/** KEYS entry, load lock, tags…; ARGV token life ms, owner. Only a token that no other CLAIM has used lives that short. */
const RELEASE = `${GET}${DROP_OWN_LOCK}
local creator = ARGV[2] .. '.'
for i = 3, #KEYS do
  local token = get(KEYS[i])
  -- @mutant failed-load-leaves-tokens
  if token and string.sub(token, 1, #creator) == creator and redis.call('PTTL', KEYS[i]) <= tonumber(ARGV[1]) then
    redis.call('UNLINK', KEYS[i])
  end
end
return 1`;

/** KEYS entry, own token; ARGV new own token, its life in ms. */
const DROP = `
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
redis.call('UNLINK', KEYS[1])
return 1`;

/**
 * Writes the answer to a challenge (rule 21). KEYS answer; ARGV generation, its life in ms. A server that is full refuses a SET unless the
 * script has run an UNLINK before.
 */
const ANSWER = `
redis.call('UNLINK', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

export type ClaimReply = [granted: number, entry: Buffer | null, tokens: Buffer[], own: Buffer | null];

type Command<Reply> = (keys: number, ...rest: (string | number | Buffer)[]) => Promise<Reply>;

/** An ioredis client with the protocol's scripts as commands. They are sent by hash, or in full if the server lacks them. */
export interface Scripted extends Redis {
  cacheClaimBuffer: Command<ClaimReply>;
  cacheClaimWide: Command<string>;
  cacheStore: Command<number>;
  cacheRelease: Command<number>;
  cacheDrop: Command<number>;
  cacheAnswer: Command<number>;
}

export const SCRIPTS = {
  cacheClaim: { lua: CLAIM },
  cacheClaimWide: { lua: CLAIM_WIDE },
  cacheStore: { lua: STORE },
  cacheRelease: { lua: RELEASE },
  cacheDrop: { lua: DROP },
  cacheAnswer: { lua: ANSWER },
};
