-- Reports the state of the key and changes nothing.
-- KEYS    1 lock  2 result
-- ARGV    1 with_payload '1' | '0'
-- RETURNS {DONE, now, pttl, record (its head only, without payload), payload_bytes}
--         {RUNNING | SILENT | UNKNOWN | FREED, now, left (ms of the lease, or until it may be taken), record, pttl}
--         {ABSENT | FOREIGN, now}
local lock_key, result_key = KEYS[1], KEYS[2]
local with_payload = ARGV[1] == '1'

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local result = redis.call('GET', result_key)
if result then
  local head = string.match(result, '^1|[%w_-]+|[%w_-]+|%d+|%d+|%d+|[vet]|[%w_-]*|[%w/_:.-]*|')
  if not head then return {'FOREIGN', now} end
  return {'DONE', now, redis.call('PTTL', result_key), with_payload and result or head, #result - #head}
end

local lock = redis.call('GET', lock_key)
if not lock then return {'ABSENT', now} end
local lease, deadline, suspect, state = string.match(lock,
  '^1|[%w_-]+|[%w_-]+|%d+|%d+|(%d+)|(%d+)|%d+|%d+|(%d+)|[NFT]|([RZFX])|[%w_-]*|[%w/_:.-]*$')
if not lease then return {'FOREIGN', now} end
if state == 'X' then return {'ABSENT', now} end

local pttl = redis.call('PTTL', lock_key)
if state == 'F' then return {'FREED', now, 0, lock, pttl} end
-- No honest deadline is more than a lease away, and no suspicion is of the future: else the clock has gone back.
local left = math.min(deadline - now, lease)
if left > 0 then return {state == 'R' and 'RUNNING' or 'SILENT', now, left, lock, pttl} end
if state == 'Z' then return {'UNKNOWN', now, 0, lock, pttl} end
local window = math.ceil(lease / 2)
if suspect == '0' or tonumber(suspect) > now then return {'SILENT', now, window, lock, pttl} end
local wait = suspect + window - now
if wait > 0 then return {'SILENT', now, wait, lock, pttl} end
return {'UNKNOWN', now, 0, lock, pttl}
