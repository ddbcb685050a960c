-- The head of a record for an operator's list, never its payload. Changes nothing.
-- KEYS    1 record
-- ARGV    1 'claims' | 'results' | 'all'  2 hint ('' = any)
-- RETURNS {now_ms, pttl, payload_bytes, head}   nil for a key that is not wanted
local key = KEYS[1]
local wanted, hint = ARGV[1], ARGV[2]

-- Longer than every head.
local HEAD_BYTES = 512
local RESULT = '^2|D|[%w_-]+|[%w_-]+|%d+|%d+|[vet]|%d+|([%w_-]*)|[%w/_:.-]*|'
local CLAIM = '^2|[RSZF]|%d+|[%w_-]+|[%w_-]+|%d+|%d+|[NFT]|%d+|%d+|%d+|%d+|[01]|([%w_-]*)|[%w/_:.-]*$'

-- A key of another type gives an error, one that has just expired an empty text.
local text = redis.pcall('GETRANGE', key, 0, HEAD_BYTES - 1)
if type(text) ~= 'string' then return text end
local is_result = string.sub(text, 1, 4) == '2|D|'
if wanted == (is_result and 'claims' or 'results') then return nil end
local first, last, its_hint = string.find(text, is_result and RESULT or CLAIM)
if not first or (hint ~= '' and hint ~= its_hint) then return nil end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local bytes = is_result and redis.call('STRLEN', key) - last or 0
return {now, redis.call('PTTL', key), bytes, string.sub(text, first, last)}
