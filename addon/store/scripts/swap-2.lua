-- Replaces a record if it still is exactly the text that its writer has judged.
-- KEYS    1 record
-- ARGV    1 expected ('' = none)  2 text ('' = delete)  3 px_ms ('' = what is left)
--         4 not_after_ms ('' or not given = no matter when)  5 channel to tell ('' or not given = none)
-- RETURNS 1   or the record that stands there instead, as look-2 does; also if it came too late
local key = KEYS[1]
local expected, text, px_ms, not_after_ms, channel = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]

-- @include "left"

-- A GET that counts as a write. A full server checks only the first write of a script, and does not refuse GETEX.
local found = redis.call('GETEX', key)
local is_expected = found == expected
if expected == '' then is_expected = not found end

if not is_expected or not_after_ms then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if not is_expected or now > not_after_ms then return {now, left(now), found} end
end

if text == '' then
  redis.call('DEL', key)
elseif px_ms == '' then
  redis.call('SET', key, text, 'KEEPTTL')
else
  redis.call('SET', key, text, 'PX', px_ms)
end
-- A hint to waiters. A user without rights to the channel loses nothing else.
if channel and channel ~= '' then redis.pcall('PUBLISH', channel, '1') end
return 1
