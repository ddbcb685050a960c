-- Gives the key up, for an operation that has ended, without ever making a used key look fresh.
-- KEYS    1 lock  2 result
-- ARGV    1 token  2 reason 'undo' (not started) | 'free' (nothing happened) | 'silent' (outcome unknown)
-- RETURNS {RELEASED | GONE | LOST | FOREIGN, now}
local lock_key = KEYS[1]
local token, reason = ARGV[1], ARGV[2]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function tell()
  -- A hint to those who wait; a user without rights to the channel does without it.
  redis.pcall('PUBLISH', (string.gsub(lock_key, 'lock(:{[^{}]*})$', 'done%1')), '1')
  return {'RELEASED', now}
end

local lock = redis.call('GET', lock_key)
if not lock then return {'GONE', now} end
local head, lock_token, lease, deadline, began, attempt, origin, state, tail = string.match(lock,
  '^(1|([%w_-]+)|[%w_-]+|%d+|%d+|(%d+))|(%d+)|(%d+)|(%d+)|%d+|([NFT])|([RZFX])|([%w_-]*|[%w/_:.-]*)$')
if not head then return {'FOREIGN', now} end
if lock_token ~= token or state == 'X' then return {'LOST', now} end
-- Released before, and the reply was lost: a second undo must not take another attempt away.
if state ~= 'R' then return {'RELEASED', now} end

attempt = tonumber(attempt)
local is_free = reason == 'free'
-- What an operation of unknown outcome has begun elsewhere may still end, so that nobody may run it again before its
-- lease is over. After 'undo' the attempt before is the one that counts, and its lease has passed.
if reason ~= 'silent' then deadline = 0 end
if reason == 'undo' then
  if attempt == 1 then
    redis.call('DEL', lock_key)
    return tell()
  end
  attempt = attempt - 1
  is_free = origin == 'F'
end

-- PEXPIRE is never refused for want of memory, and after it the SET is not either.
redis.call('PEXPIRE', lock_key, math.max(redis.call('PTTL', lock_key), tonumber(lease)))
redis.call('SET', lock_key, string.format('%s|%.0f|%s|%.0f|0|%s|%s|%s',
  head, deadline, began, attempt, origin, is_free and 'F' or 'Z', tail), 'KEEPTTL')
return tell()
