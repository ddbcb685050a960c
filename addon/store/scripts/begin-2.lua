-- Claims the key for one attempt, or says who has it.
-- KEYS    1 lock  2 result
-- ARGV    1 token  2 fingerprint  3 other_fingerprint ('' = none)  4 label  5 lease_ms  6 keep_ms
--         7 not_after_ms (server time)  8 on_abandoned 'take' | 'hold'  9 max_attempts
-- RETURNS {OWN, now, fence, attempt, left}  {DONE, now, pttl, record}  {RUNNING, now, left, elapsed}
--         {SILENT, now, wait}  {UNKNOWN, now, attempt}  {MISMATCH, now}  {LATE, now}  {FOREIGN, now}
local lock_key, result_key = KEYS[1], KEYS[2]
local token, fingerprint, other_fingerprint, label = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local lease_ms, keep_ms, not_after_ms = tonumber(ARGV[5]), ARGV[6], tonumber(ARGV[7])
local on_abandoned, max_attempts = ARGV[8], tonumber(ARGV[9])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > not_after_ms then return {'LATE', now} end

local function is_ours(other) return other == fingerprint or other == other_fingerprint end

local result = redis.call('GET', result_key)
if result then
  local owner = string.match(result, '^1|([%w_-]+)|[%w_-]+|%d+|%d+|%d+|[vet]|[%w/_:.-]*|')
  if not owner then return {'FOREIGN', now} end
  if not is_ours(owner) then return {'MISMATCH', now} end
  return {'DONE', now, redis.call('PTTL', result_key), result}
end

local fence, attempt = time[1] * 1000000 + time[2], 1
local lock = redis.call('GET', lock_key)
if lock then
  local head, lock_token, owner, lock_fence, lock_lease, deadline, began, count, suspect, state, lock_label =
    string.match(lock, '^(1|([%w_-]+)|([%w_-]+)|(%d+)|%d+|(%d+)|(%d+)|(%d+)|(%d+))|(%d+)|([RFX])|([%w/_:.-]*)$')
  if not head then return {'FOREIGN', now} end
  lock_fence, lock_lease, deadline = tonumber(lock_fence), tonumber(lock_lease), tonumber(deadline)
  began, count, suspect = tonumber(began), tonumber(count), tonumber(suspect)

  if state ~= 'X' then
    if not is_ours(owner) then return {'MISMATCH', now} end
    if state == 'R' then
      if now < deadline then
        -- The token in the record is the caller's own when the reply to its first begin was lost.
        if lock_token == token then return {'OWN', now, lock_fence, count, deadline - now} end
        return {'RUNNING', now, deadline - now, now - began}
      end
      local window = math.ceil(lock_lease / 2)
      if suspect == 0 then
        -- PEXPIRE is never refused for want of memory, and after it the SET is not either. The evidence lives for one
        -- more lease at least, so that the count of attempts is there when the takeover is decided.
        redis.call('PEXPIRE', lock_key, math.max(redis.call('PTTL', lock_key), lock_lease))
        redis.call('SET', lock_key, string.format('%s|%.0f|R|%s', head, now, lock_label), 'KEEPTTL')
        return {'SILENT', now, window}
      end
      if now - suspect < window then return {'SILENT', now, suspect + window - now} end
      if on_abandoned ~= 'take' or count >= max_attempts then return {'UNKNOWN', now, count} end
    end
    attempt = count + 1
  end
  if lock_fence >= fence then fence = lock_fence + 1 end
end

redis.call('SET', lock_key, string.format('1|%s|%s|%.0f|0|%.0f|%.0f|%.0f|%.0f|0|R|%s',
  token, fingerprint, fence, lease_ms, now + lease_ms, now, attempt, label), 'PX', keep_ms)
return {'OWN', now, fence, attempt, lease_ms}
