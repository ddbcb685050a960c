// The text form of both records, version 1. The Lua scripts read and write the same text.
//
//   lock
//   1|token|fingerprint|fence|renewals|lease|deadline|began|attempt|suspect|origin|state|hint|label
//   result  1|fingerprint|token|fence|time|attempt|kind|hint|label|payload
//
// Numbers are decimal, times are milliseconds of the store's clock. state: R running, Z given up
// (the operation has ended and nobody knows how), F freed, X removed. origin: what this attempt
// came upon, N nothing, F a freed key, T an attempt that it took over. suspect: when a begin first
// found the lease passed, 0 for never. kind: a letter of ResultKind. The hint may be empty. Only
// the payload may hold any byte.
#ifndef ONCEONLY_CORE_RECORD_H_
#define ONCEONLY_CORE_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"
#include "core/store.h"

namespace onceonly::core {

enum class LockState : char { kRunning = 'R', kGivenUp = 'Z', kFreed = 'F', kRemoved = 'X' };

enum class Origin : char { kNew = 'N', kFreed = 'F', kTakenOver = 'T' };

struct LockRecord {
  std::string token;
  std::string fingerprint;
  int64_t fence = 0;
  int64_t renewals = 0;
  int64_t lease_ms = 0;
  int64_t deadline_ms = 0;
  int64_t began_ms = 0;
  int32_t attempt = 0;
  int64_t suspect_ms = 0;
  Origin origin = Origin::kNew;
  LockState state = LockState::kRunning;
  std::string hint;
  std::string label;
};

struct ResultRecord {
  std::string fingerprint;
  std::string token;
  int64_t fence = 0;
  int64_t stored_ms = 0;
  int32_t attempt = 0;
  ResultKind kind = ResultKind::kNone;
  std::string hint;
  std::string label;
  std::string payload;
};

// kInvalidRecord for another version or anything that does not parse: a foreign record.
Result<LockRecord> ParseLockRecord(std::string_view text);
Result<ResultRecord> ParseResultRecord(std::string_view text);

std::string FormatLockRecord(const LockRecord& record);
std::string FormatResultRecord(const ResultRecord& record);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_RECORD_H_
