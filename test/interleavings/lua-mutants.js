'use strict';

// The scripts with one guard less: `from` stands exactly once in the script of the verb and becomes `to`.

const PEXPIRE_TO_A_LEASE = /redis\.call\('PEXPIRE', lock_key, math\.max\(.*\)\)\n/;

const LUA_MUTANTS = [
  {
    verb: 'begin',
    without: 'the deadline of a begin',
    from: "if now > not_after_ms then return {'LATE', now} end",
    to: '',
  },
  {
    verb: 'begin',
    without: 'the look for a result',
    from: 'if result then',
    to: 'if false then',
  },
  {
    verb: 'begin',
    without: 'the recognition of a begin sent again',
    from: 'if lock_token == token then',
    to: 'if false then',
  },
  {
    verb: 'begin',
    without: 'the suspicion',
    from: 'if suspect == 0 or suspect > now then',
    to: 'if false then',
  },
  {
    verb: 'begin',
    without: 'the window of a suspicion',
    from: 'if now - suspect < window then',
    to: 'if false then',
  },
  {
    verb: 'begin',
    without: 'the policy',
    from: "on_abandoned == 'take' and count",
    to: 'count',
  },
  {
    verb: 'begin',
    without: 'the limit of attempts',
    from: ' and count < max_attempts',
    to: '',
  },
  {
    verb: 'begin',
    without: 'the state F',
    from: "if state ~= 'F' then",
    to: 'if true then',
  },
  {
    verb: 'begin',
    without: 'the state X',
    from: "if state ~= 'X' then",
    to: 'if true then',
  },
  {
    verb: 'begin',
    without: 'the memory of a freed recovery',
    from: "origin = lock_origin == 'T' and 'T' or 'F'",
    to: "origin = 'F'",
  },
  {
    verb: 'begin',
    without: 'the retention of a record',
    from: "'PX', keep_ms",
    to: "'PX', lease_ms",
  },
  {
    verb: 'begin',
    without: 'the retention of a suspected record',
    from: PEXPIRE_TO_A_LEASE,
    to: '',
  },
  {
    verb: 'begin',
    without: 'the lease of a key given up',
    from: "if state == 'Z' and now < deadline and may_take then return {'SILENT', now, deadline - now} end",
    to: '',
  },
  {
    verb: 'begin',
    without: 'a deadline of one lease at most',
    from: 'if deadline > now + lock_lease then',
    to: 'if false then',
  },
  {
    verb: 'begin',
    without: 'a suspicion of the past',
    from: 'if suspect == 0 or suspect > now then',
    to: 'if suspect == 0 then',
  },
  {
    verb: 'complete',
    without: 'the look for the first result',
    from: 'if result then',
    to: 'if false then',
  },
  {
    verb: 'complete',
    without: 'the recognition of its own result',
    from: 'if winner == token then',
    to: 'if false then',
  },
  {
    verb: 'complete',
    without: 'the token of an error',
    from: 'holder ~= token or ',
    to: '',
  },
  {
    verb: 'complete',
    without: 'the success beside another owner',
    from: "if kind == 'e' then return {'FENCED', now} end",
    to: "do return {'FENCED', now} end",
  },
  {
    verb: 'complete',
    without: 'the success in place of an error',
    from: "if its_kind ~= 'e' or kind == 'e' or not is_owner then",
    to: 'if true then',
  },
  {
    verb: 'complete',
    without: 'the success that was first',
    from: "if its_kind ~= 'e' or kind == 'e' or not is_owner then",
    to: "if kind == 'e' or not is_owner then",
  },
  {
    verb: 'complete',
    without: 'the state X',
    from: "if state == 'X' and is_owner then return {'GONE', now} end",
    to: '',
  },
  { verb: 'renew', without: 'the token', from: 'lock_token ~= token or ', to: '' },
  { verb: 'renew', without: 'the states Z, F and X', from: " or state ~= 'R'", to: '' },
  {
    verb: 'renew',
    without: 'the end of a suspicion',
    from: "%s|0|%s|R|%s'",
    to: "%s|' .. string.format('%.0f', now - lease_ms) .. '|%s|R|%s'",
  },
  {
    verb: 'renew',
    without: 'the retention of a record',
    from: "'PX', keep_ms",
    to: "'PX', lease_ms",
  },
  { verb: 'release', without: 'the token', from: 'lock_token ~= token or ', to: '' },
  {
    verb: 'release',
    without: 'the recognition of a release sent again',
    from: "if state ~= 'R' then return {'RELEASED', now} end",
    to: '',
  },
  {
    verb: 'release',
    without: 'the lease of an unknown outcome',
    from: "if reason ~= 'silent' then deadline = 0 end",
    to: 'deadline = 0',
  },
  {
    verb: 'release',
    without: 'the attempts before an undo',
    from: 'if attempt == 1 then',
    to: 'if true then',
  },
  {
    verb: 'release',
    without: 'the freed key before an undo',
    from: "is_free = origin == 'F'",
    to: 'is_free = false',
  },
  {
    verb: 'release',
    without: 'the silent attempt before an undo',
    from: "is_free = origin == 'F'",
    to: 'is_free = true',
  },
  {
    verb: 'release',
    without: 'the retention of a record',
    from: PEXPIRE_TO_A_LEASE,
    to: '',
  },
  {
    verb: 'remove',
    without: 'the state X',
    from: "redis.call('SET', lock_key, head .. '|X|' .. tail, 'KEEPTTL')",
    to: "redis.call('DEL', lock_key)",
  },
];

/** The text of a script without one guard. */
function mutated(text, { from, to, verb, without }) {
  const pieces = text.split(from);
  if (pieces.length !== 2) {
    throw new Error(`${verb} has ${pieces.length - 1} places of ${without}, where 1 is wanted`);
  }
  return pieces.join(to);
}

module.exports = { LUA_MUTANTS, mutated };
