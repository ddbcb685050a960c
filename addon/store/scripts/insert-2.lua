-- Inserts a record if there is none, for servers whose SET can't take NX and GET together (before Redis 7.0).
-- KEYS    1 record
-- ARGV    1 text  2 px_ms  3 not_after_ms
-- RETURNS now_ms   or the record that stands there, as look-2 does; also if it came too late
local key = KEYS[1]
local text, px_ms, not_after_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = redis.call('GET', key)
if found or now > not_after_ms then return {now, redis.call('PTTL', key), found} end
redis.call('SET', key, text, 'PX', px_ms)
return now
