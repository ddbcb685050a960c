-- Tries every command that the store needs in a way that changes nothing.
-- KEYS    1 record
-- ARGV    none
-- RETURNS 'GETEX SET'   the commands that the server has not, or that the caller's user may not call, '' for none
local key = KEYS[1]

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
try('GET', key)
try('PTTL', key)
try('GETEX', key)
try('SET', key, '', 'XX')
try('DEL', key)
return table.concat(refused, ' ')
