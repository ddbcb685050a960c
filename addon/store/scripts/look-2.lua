-- Tells what stands there, how long it will, and what time it is; changes nothing.
-- KEYS    1 record
-- ARGV    none
-- RETURNS {now_ms, pttl, record}   without a record: {now_ms, -2, nil}
local key = KEYS[1]

local time = redis.call('TIME')
return {time[1] * 1000 + math.floor(time[2] / 1000), redis.call('PTTL', key), redis.call('GET', key)}
