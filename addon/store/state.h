// The state of a key, as everybody sees it. One function derives it from a record and its age.
//
//   absent    no record, a removed one, or a claim that came too late
//             -> running (begin, attempt 1), done (complete of a value: adopted)
//   running   an attempt holds the key and its lease has not passed
//             -> running (renew), done (complete), given up, freed, absent (release), removed,
//                silent (the lease passes)
//   silent    the lease has passed and nobody has noticed
//             -> suspect (begin), running (renew), done (complete, resolve), freed (release,
//             resolve)
//   suspect   noticed by a begin, less than half a lease ago
//             -> as silent, and unknown (half a lease passes)
//   given up  the operation has ended and nobody knows how; the lease has not passed
//             -> unknown (the lease passes), done (complete of a value, resolve), freed (resolve)
//   unknown   suspect for half a lease, or given up and the lease has passed
//             -> running (begin, attempt n + 1, a recovery), done, freed (resolve)
//   freed     nothing happened -> running (begin, attempt n + 1), done (complete of a value)
//   removed   by an operator, while it ran: absent to everybody but its owner, who may not store
//   done      there is a result -> done (a value replaces another attempt's error), absent (remove)
//   foreign   no record of ours
//
// A claim that was made without a look came too late if the server wrote it more than 100 ms after
// its `not_after`. When it was written follows from its time to live, and does not change while the
// text stands. Its owner ran only if a later moment of the same clock was not after `not_after`:
// the 100 ms are for a clock that is set back meanwhile.
#ifndef ONCEONLY_STORE_STATE_H_
#define ONCEONLY_STORE_STATE_H_

#include <cstdint>
#include <string_view>

#include "core/record.h"
#include "store/rules.h"

namespace onceonly::store {

enum class KeyState : uint8_t {
  kAbsent,
  kRunning,
  kSilent,
  kSuspect,
  kGivenUp,
  kUnknown,
  kFreed,
  kRemoved,
  kDone,
  kForeign,
};

// A key as it was seen.
struct Key {
  KeyState state = KeyState::kAbsent;
  bool has_record = false;  // also of a claim that came too late, with which the key is absent
  // A claim that has more time left than it was written with. Its age counts as 0, and would stay
  // so until the clock has caught up: Begin and Resolve write it anew.
  bool clock_went_back = false;
  core::Record record;  // REQUIRES for use: has_record
  int64_t left_ms = 0;  // until the record is gone; 0 of a result: not known
  int64_t age_ms = 0;   // of a claim, within 0 and its px
  int64_t wait_ms = 0;  // running, given up: left of the lease; silent, suspect: until a takeover
};

// `sender` is the token of the caller, if it has one: to its own sender a claim that came too late
// is there.
Key ReadKey(const View& view, std::string_view sender = {});

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_STATE_H_
