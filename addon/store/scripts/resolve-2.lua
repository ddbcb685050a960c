-- Settles by hand a key whose owner is gone or has given it up: with a result, or free for the next begin.
-- KEYS    1 lock  2 result
-- ARGV    1 kind 'v' | '' (free)  2 ttl_ms  3 payload
-- RETURNS {RESOLVED | DONE | FREED | ABSENT | FOREIGN, now}  {RUNNING, now, left}
local lock_key, result_key = KEYS[1], KEYS[2]
local kind, ttl_ms, payload = ARGV[1], ARGV[2], ARGV[3]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local result = redis.call('GET', result_key)
if result then
  local is_ours = string.find(result, '^1|[%w_-]+|[%w_-]+|%d+|%d+|%d+|[vet]|[%w_-]*|[%w/_:.-]*|')
  return {is_ours and 'DONE' or 'FOREIGN', now}
end

local lock = redis.call('GET', lock_key)
if not lock then return {'ABSENT', now} end
local head, fingerprint, fence, lease, deadline, began, attempt, origin, state, tail = string.match(lock,
  '^(1|[%w_-]+|([%w_-]+)|(%d+)|%d+|(%d+))|(%d+)|(%d+)|(%d+)|%d+|([NFT])|([RZFX])|([%w_-]*|[%w/_:.-]*)$')
if not head then return {'FOREIGN', now} end
if state == 'X' then return {'ABSENT', now} end
if state == 'F' then return {'FREED', now} end
deadline, lease = tonumber(deadline), tonumber(lease)
-- No honest deadline is more than a lease away: the clock has gone back. What is left runs down from now on.
if deadline > now + lease then
  deadline = now + lease
  redis.call('PEXPIRE', lock_key, math.max(redis.call('PTTL', lock_key), 2 * lease))
  redis.call('SET', lock_key, string.format('%s|%.0f|%s|%s|0|%s|%s|%s',
    head, deadline, began, attempt, origin, state, tail), 'KEEPTTL')
end
if state == 'R' and now < deadline then return {'RUNNING', now, deadline - now} end

-- PEXPIRE is never refused for want of memory, and after it the SET is not either.
if kind == 'v' then
  redis.call('PEXPIRE', lock_key, ttl_ms)
  -- No attempt has this token, so an owner that comes back is told the result instead of "stored before".
  redis.call('SET', result_key,
    table.concat({'1', fingerprint, 'resolved', fence, string.format('%.0f', now), attempt, kind, tail, payload}, '|'),
    'PX', ttl_ms)
  redis.call('DEL', lock_key)
else
  redis.call('PEXPIRE', lock_key, math.max(redis.call('PTTL', lock_key), lease))
  redis.call('SET', lock_key, table.concat({head, '0', began, attempt, '0', origin, 'F', tail}, '|'), 'KEEPTTL')
end
-- A hint to those who wait; a user without rights to the channel does without it.
redis.pcall('PUBLISH', (string.gsub(lock_key, 'lock(:{[^{}]*})$', 'done%1')), '1')
return {'RESOLVED', now}
