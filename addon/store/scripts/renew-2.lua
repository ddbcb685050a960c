-- Extends the lease of the current owner and clears a suspicion; tells it when a result already exists.
-- KEYS    1 lock  2 result
-- ARGV    1 token  2 lease_ms  3 keep_ms
-- RETURNS {RENEWED, now, lease}  {DONE | LOST | GONE | FOREIGN, now}
local lock_key, result_key = KEYS[1], KEYS[2]
local token, lease_ms, keep_ms = ARGV[1], tonumber(ARGV[2]), ARGV[3]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('EXISTS', result_key) == 1 then return {'DONE', now} end

local lock = redis.call('GET', lock_key)
if not lock then return {'GONE', now} end
local head, lock_token, renewals, began_and_attempt, origin, state, tail =
  string.match(lock, '^(1|([%w_-]+)|[%w_-]+|%d+)|(%d+)|%d+|%d+|(%d+|%d+)|%d+|([NFT])|([RZFX])|([%w_-]*|[%w/_:.-]*)$')
if not head then return {'FOREIGN', now} end
-- A renewal that was sent before a release must not revive the record.
if lock_token ~= token or state ~= 'R' then return {'LOST', now} end

-- PEXPIRE is never refused for want of memory, and after it the SET is not either.
redis.call('PEXPIRE', lock_key, keep_ms)
redis.call('SET', lock_key, string.format('%s|%.0f|%.0f|%.0f|%s|0|%s|R|%s',
  head, renewals + 1, lease_ms, now + lease_ms, began_and_attempt, origin, tail), 'PX', keep_ms)
return {'RENEWED', now, lease_ms}
