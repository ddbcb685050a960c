-- Stores the answer of a finished operation: the first success wins, whoever holds the lock, also over an error.
-- KEYS    1 lock  2 result
-- ARGV    1 token  2 fingerprint  3 hint  4 label  5 fence  6 attempt  7 ttl_ms  8 kind 'v' | 'e' | 't'
--         9 is_owner '1' | '0' (a removed lock is no lock)  10 payload  11 other_fingerprint ('' = none)
-- RETURNS {STORED | LATE_WIN | ADOPTED | REPLACED | DUPLICATE | FENCED | GONE | MISMATCH | FOREIGN, now}
--         {LOST, now, pttl, record}
local lock_key, result_key = KEYS[1], KEYS[2]
local token, fingerprint, hint, label, fence, attempt = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local ttl_ms, kind, is_owner, payload, other_fingerprint = ARGV[7], ARGV[8], ARGV[9] == '1', ARGV[10], ARGV[11]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Another attempt may have written its fingerprint under the other secret.
local function is_ours(other) return other == fingerprint or other == other_fingerprint end
-- The last six characters name the fingerprint options: under others nothing can be compared.
local function refusal(other)
  return string.sub(other, -6) == string.sub(fingerprint, -6) and 'MISMATCH' or 'FOREIGN'
end

local code = 'STORED'
local result = redis.call('GET', result_key)
if result then
  local owner, winner, its_kind =
    string.match(result, '^1|([%w_-]+)|([%w_-]+)|%d+|%d+|%d+|([vet])|[%w_-]*|[%w/_:.-]*|')
  if not owner then return {'FOREIGN', now} end
  if winner == token then return {'DUPLICATE', now} end
  if not is_ours(owner) then return {refusal(owner), now} end
  -- An error is the result of one attempt only: another one may have had its effect.
  if its_kind ~= 'e' or kind == 'e' or not is_owner then
    return {'LOST', now, redis.call('PTTL', result_key), result}
  end
  code = 'REPLACED'
end

local lock = redis.call('GET', lock_key)
local holder, owner, state
if lock then
  holder, owner, state = string.match(lock,
    '^1|([%w_-]+)|([%w_-]+)|%d+|%d+|%d+|%d+|%d+|%d+|%d+|[NFT]|([RZFX])|[%w_-]*|[%w/_:.-]*$')
  if not holder then return {'FOREIGN', now} end
  if state == 'X' and is_owner then return {'GONE', now} end
end

if not lock or state == 'X' then
  if kind == 'e' then return {'GONE', now} end
  if not result then code = 'ADOPTED' end
elseif not is_ours(owner) then
  return {refusal(owner), now}
elseif holder ~= token or state ~= 'R' then
  if kind == 'e' then return {'FENCED', now} end
  if not result then code = 'LATE_WIN' end
end

-- PEXPIRE is a write that Redis never refuses for want of memory, even on a missing key; after it the SET is not
-- either.
redis.call('PEXPIRE', lock_key, ttl_ms)
redis.call('SET', result_key,
  table.concat({'1', fingerprint, token, fence, string.format('%.0f', now), attempt, kind, hint, label, payload}, '|'),
  'PX', ttl_ms)
redis.call('DEL', lock_key)
-- A hint to those who wait; a user without rights to the channel does without it.
redis.pcall('PUBLISH', (string.gsub(lock_key, 'lock(:{[^{}]*})$', 'done%1')), '1')
return {code, now}
