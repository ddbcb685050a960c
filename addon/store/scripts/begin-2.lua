-- Claims the key for one attempt, or says who has it.
-- KEYS    1 lock  2 result
-- ARGV    1 token  2 fingerprint  3 other_fingerprint ('' = none)  4 hint  5 label  6 lease_ms  7 keep_ms
--         8 not_after_ms (server time)  9 on_abandoned 'take' | 'hold'  10 max_attempts
-- RETURNS {OWN, now, fence, attempt, left, is_recovery 1 | 0}  {DONE, now, pttl, record}
--         {RUNNING, now, left, elapsed}  {SILENT, now, wait}  {UNKNOWN, now, attempt, pttl}
--         {MISMATCH | LATE | FOREIGN, now}
local lock_key, result_key = KEYS[1], KEYS[2]
local token, fingerprint, other_fingerprint, hint, label = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local lease_ms, keep_ms, not_after_ms = tonumber(ARGV[6]), ARGV[7], tonumber(ARGV[8])
local on_abandoned, max_attempts = ARGV[9], tonumber(ARGV[10])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > not_after_ms then return {'LATE', now} end

local function is_ours(other) return other == fingerprint or other == other_fingerprint end
-- The last six characters name the fingerprint options: under others nothing can be compared.
local function refusal(other)
  return string.sub(other, -6) == string.sub(fingerprint, -6) and 'MISMATCH' or 'FOREIGN'
end

local result = redis.call('GET', result_key)
if result then
  local owner = string.match(result, '^1|([%w_-]+)|[%w_-]+|%d+|%d+|%d+|[vet]|[%w_-]*|[%w/_:.-]*|')
  if not owner then return {'FOREIGN', now} end
  if not is_ours(owner) then return {refusal(owner), now} end
  return {'DONE', now, redis.call('PTTL', result_key), result}
end

local fence, attempt, origin = time[1] * 1000000 + time[2], 1, 'N'
local lock = redis.call('GET', lock_key)
if lock then
  local head, lock_token, owner, lock_fence, lock_lease, deadline, began, count, suspect, lock_origin, state, tail =
    string.match(lock, '^(1|([%w_-]+)|([%w_-]+)|(%d+)|%d+|(%d+))|(%d+)|(%d+)|(%d+)|(%d+)|([NFT])|([RZFX])' ..
      '|([%w_-]*|[%w/_:.-]*)$')
  if not head then return {'FOREIGN', now} end
  lock_fence, lock_lease, deadline = tonumber(lock_fence), tonumber(lock_lease), tonumber(deadline)
  began, count, suspect = tonumber(began), tonumber(count), tonumber(suspect)

  if state ~= 'X' then
    if not is_ours(owner) then return {refusal(owner), now} end
    -- A recovery that gave the key up has settled nothing: what comes after it is a recovery again.
    origin = lock_origin == 'T' and 'T' or 'F'
    local may_take = on_abandoned == 'take' and count < max_attempts
    local function keep(at_least)
      -- PEXPIRE is never refused for want of memory, and after it the SET is not either. The evidence lives for one
      -- more lease at least, so that the count of attempts is there when the takeover is decided.
      redis.call('PEXPIRE', lock_key, math.max(redis.call('PTTL', lock_key), at_least))
      redis.call('SET', lock_key, string.format('%s|%.0f|%.0f|%.0f|%.0f|%s|%s|%s',
        head, deadline, began, count, suspect, lock_origin, state, tail), 'KEEPTTL')
    end
    if state ~= 'F' then
      -- No honest deadline is more than a lease away: the clock has gone back, or it is another server's.
      if deadline > now + lock_lease then
        deadline, suspect = now + lock_lease, 0
        keep(2 * lock_lease)
      end
      -- Its owner says that nobody knows how it ended. What it has begun elsewhere may still end within its lease.
      if state == 'Z' and now < deadline and may_take then return {'SILENT', now, deadline - now} end
      if state == 'R' and now < deadline then
        -- The token in the record is the caller's own when the reply to its first begin was lost.
        if lock_token == token then
          return {'OWN', now, lock_fence, count, deadline - now, lock_origin == 'T' and 1 or 0}
        end
        return {'RUNNING', now, deadline - now, math.max(now - began, 0)}
      end
      if state == 'R' then
        local window = math.ceil(lock_lease / 2)
        if suspect == 0 or suspect > now then
          suspect = now
          keep(lock_lease)
          return {'SILENT', now, window}
        end
        if now - suspect < window then return {'SILENT', now, suspect + window - now} end
      end
      if not may_take then return {'UNKNOWN', now, count, redis.call('PTTL', lock_key)} end
      origin = 'T'
    end
    attempt = count + 1
  end
  if lock_fence >= fence then fence = lock_fence + 1 end
end

redis.call('SET', lock_key, string.format('1|%s|%s|%.0f|0|%.0f|%.0f|%.0f|%.0f|0|%s|R|%s|%s',
  token, fingerprint, fence, lease_ms, now + lease_ms, now, attempt, origin, hint, label), 'PX', keep_ms)
return {'OWN', now, fence, attempt, lease_ms, origin == 'T' and 1 or 0}
