-- The milliseconds that are left to `key` at the moment `now`. Since Redis 7.2 PTTL counts from the start of the script, and TIME
-- does not: a server that stood still in between would make a claim look later than it came. Redis 6.2 has no PEXPIRETIME, and no
-- such claims.
local function left(now)
  local expires = redis.pcall('PEXPIRETIME', key)
  if type(expires) ~= 'number' then return redis.call('PTTL', key) end
  return expires < 0 and expires or math.max(expires - now, 0)
end
