// The record of a key, version 2: the one text that a server keeps for it.
//
// claim:
//   2|state|rev|token|fingerprint|fence|attempt|origin|lease|px|not_after|began|waits|hint|label
// result:
//   2|D|token|fingerprint|fence|attempt|kind|stored|hint|label|payload
//
// While an operation runs its record is the lock, afterwards it is the result. Numbers are decimal
// without leading zeros and below 2^53, times are milliseconds.
//
// - The age of a claim is `px` less the time to live that is left on the server. No rule compares
//   clocks. `px` is the time to live with which the text was written. A claim that was given up
//   adds the age that its attempt had then, because the lease goes on.
// - `rev` grows with every rewrite of a claim. No text comes twice, so comparing the whole text
//   cannot be fooled.
// - `not_after` belongs to a claim that was made without a look: a moment of the server's clock. A
//   claim that came later holds nothing, since its sender had given up. It is 0 once that was
//   decided. See store/state.h.
// - `origin` says what this attempt found: N nothing, F a freed key, T an attempt that it took
//   over. `waits` is 1 if a waiter wants to be told of the end.
// - Only the payload may hold any byte. Hint and label may be empty.
#ifndef ONCEONLY_CORE_RECORD_H_
#define ONCEONLY_CORE_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"
#include "core/store.h"

namespace onceonly::core {

// The letter of a record. The table in store/state.h has the changes from one to another.
enum class RecordState : char {
  kRunning = 'R',
  kSuspected = 'S',  // a begin has found the lease passed
  kGivenUp = 'Z',    // the operation has ended and nobody knows how
  kFreed = 'F',
  kRemoved = 'X',
  kDone = 'D',
};

enum class Origin : char { kNew = 'N', kFreed = 'F', kTakenOver = 'T' };

// A parsed record. Its texts are views into the parsed text or into the caller's.
struct Record {
  RecordState state = RecordState::kRunning;
  std::string_view token;  // of a result: of the attempt that gave it
  std::string_view fingerprint;
  int64_t fence = 0;
  int32_t attempt = 0;
  std::string_view hint;
  std::string_view label;

  // Of a claim.
  int64_t rev = 0;
  Origin origin = Origin::kNew;
  int64_t lease_ms = 0;
  int64_t px_ms = 0;
  int64_t not_after_ms = 0;
  int64_t began_ms = 0;
  bool is_awaited = false;

  // Of a result.
  ResultKind kind = ResultKind::kNone;
  int64_t stored_ms = 0;
  std::string_view payload;

  bool is_done() const noexcept { return state == RecordState::kDone; }
};

inline constexpr int64_t kMaxRecordNumber = (int64_t{1} << 53) - 1;

// kInvalidRecord for another version or anything that does not parse: a foreign record. Copies
// nothing. FormatRecord of a parsed record gives the same text, byte for byte.
Result<Record> ParseRecord(std::string_view text);

// The members of the form that `record.state` says, in one allocation. A number that no record can
// hold becomes the nearest that one can.
std::string FormatRecord(const Record& record);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_RECORD_H_
