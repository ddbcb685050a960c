-- Tries every command of the other scripts in a way that changes nothing.
-- KEYS    1 lock  2 result
-- ARGV    none
-- RETURNS 'PEXPIRE SET'   the commands that the server has not, or that the caller's user may not call, '' for none
local lock_key, result_key = KEYS[1], KEYS[2]

local refused = {}
local function try(name, ...)
  local reply = redis.pcall(name, ...)
  local failure = type(reply) == 'table' and reply.err
  if not failure then return end
  -- Only the text tells a missing permission (of 6.2 and 7.0, of 7.2, of others) or a command that was renamed or
  -- taken away. A full or read-only server has its commands all the same.
  for _, sign in ipairs({'user executing the script', 'acl failure', 'noperm', 'unknown', 'not allowed from'}) do
    if string.find(string.lower(failure), sign, 1, true) then
      table.insert(refused, name)
      return
    end
  end
end

try('TIME')
try('GET', result_key)
try('EXISTS', result_key)
try('PTTL', lock_key)
try('PEXPIRE', lock_key, 1)
try('SET', lock_key, '', 'XX')
try('DEL', lock_key)
return table.concat(refused, ' ')
