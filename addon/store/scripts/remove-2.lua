-- Deletes what is kept for the key; a running record becomes X until its own end, so that its owner cannot store.
-- KEYS    1 lock  2 result
-- ARGV    1 force '1' | '0' (also a running record, and a lock that is not ours)
-- RETURNS {REMOVED, now, records}  {RUNNING | FOREIGN, now}
local lock_key, result_key = KEYS[1], KEYS[2]
local force = ARGV[1] == '1'

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local lock = redis.call('GET', lock_key)
local head, state, tail, is_held
if lock then
  head, state, tail = string.match(lock,
    '^(1|[%w_-]+|[%w_-]+|%d+|%d+|%d+|%d+|%d+|%d+|%d+|[NFT])|([RZFX])|([%w_-]*|[%w/_:.-]*)$')
  if not head and not force then return {'FOREIGN', now} end
  is_held = state == 'R' or state == 'Z'
  if is_held and not force then return {'RUNNING', now} end
end

-- DEL is never refused for want of memory, and after it the SET is not either.
local removed = redis.call('DEL', result_key)
if is_held then
  redis.call('SET', lock_key, head .. '|X|' .. tail, 'KEEPTTL')
  removed = removed + 1
elseif lock and state ~= 'X' then
  removed = removed + redis.call('DEL', lock_key)
end
if removed > 0 then
  -- A hint to those who wait; a user without rights to the channel does without it.
  redis.pcall('PUBLISH', (string.gsub(lock_key, 'lock(:{[^{}]*})$', 'done%1')), '1')
end
return {'REMOVED', now, removed}
