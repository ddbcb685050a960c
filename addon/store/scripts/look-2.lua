-- Returns the record, its time to live and the time. Changes nothing.
-- KEYS    1 record
-- ARGV    none
-- RETURNS {now_ms, pttl, record}   without a record: {now_ms, -2, nil}
local key = KEYS[1]

-- @include "left"

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return {now, left(now), redis.call('GET', key)}
