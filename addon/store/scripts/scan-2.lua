-- One page of records: heads, never a payload.
-- KEYS    1 record, without an id: "idem:result:{}"
-- ARGV    1 cursor ('0' = start)  2 'claims' | 'results' | 'all'  3 hint ('' = any)  4 count (keys to look at)
-- RETURNS {now_ms, cursor ('0' = end), lines, seen}   a line for each record: id '|' pttl '|' payload_bytes '|' head
local empty_key = KEYS[1]
local cursor, wanted, hint, count = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

-- Longer than every head.
local HEAD_BYTES = 512
local RESULT = '^2|D|[%w_-]+|[%w_-]+|%d+|%d+|[vet]|%d+|([%w_-]*)|[%w/_:.-]*|'
local CLAIM = '^2|[RSZF]|%d+|[%w_-]+|[%w_-]+|%d+|%d+|[NFT]|%d+|%d+|%d+|%d+|[01]|([%w_-]*)|[%w/_:.-]*$'

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local lines = {}
local function look(key)
  local id = string.match(key, '{([%w_-]+)}$')
  if not id or #id ~= 43 then return end
  -- A key of another type gives an error, one that has just expired an empty text.
  local text = redis.pcall('GETRANGE', key, 0, HEAD_BYTES - 1)
  if type(text) ~= 'string' then return end
  local is_result = string.sub(text, 1, 4) == '2|D|'
  if wanted == (is_result and 'claims' or 'results') then return end
  local first, last, its_hint = string.find(text, is_result and RESULT or CLAIM)
  if not first or (hint ~= '' and hint ~= its_hint) then return end
  local bytes = is_result and redis.call('STRLEN', key) - last or 0
  local pttl = redis.call('PTTL', key)
  table.insert(lines, string.format('%s|%.0f|%.0f|%s', id, pttl, bytes, string.sub(text, first, last)))
end

local pattern = string.gsub(empty_key, '{}$', '{*}')
local page = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', count)
for _, key in ipairs(page[2]) do look(key) end
return {now, page[1], table.concat(lines, '\n'), #page[2]}
