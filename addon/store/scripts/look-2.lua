-- Returns the record, its time to live and the time. Changes nothing.
-- KEYS    1 record
-- ARGV    none
-- RETURNS {now_ms, pttl, record}   without a record: {now_ms, -2, nil}
local key = KEYS[1]

-- Of the moment that the server holds. Since Redis 7.2 PTTL counts from the start of the script, and TIME does not: a server
-- that stood still in between would make a claim look later than it came. Redis 6.2 has no PEXPIRETIME, and no such claims.
local function left(now)
  local expires = redis.pcall('PEXPIRETIME', key)
  if type(expires) ~= 'number' then return redis.call('PTTL', key) end
  return expires < 0 and expires or math.max(expires - now, 0)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return {now, left(now), redis.call('GET', key)}
