// What a key is in, as everybody sees it. One function derives it from a record and its age.
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
#ifndef ONCEONLY_STORE_STATE_H_
#define ONCEONLY_STORE_STATE_H_

#include <cstdint>

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
  core::Record record;  // REQUIRES for use: state is neither kForeign nor kAbsent without a record
  bool has_record = false;  // also of a late claim, which counts as absent
  int64_t left_ms = 0;      // until the record is gone
  int64_t wait_ms = 0;  // running, given up: left of the lease; silent, suspect: until a takeover
};

Key ReadKey(const View& view);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_STATE_H_
