// Records of version 1, which the Lua scripts still read and write, and the answers made of them.
// Goes with the scripts.
#ifndef ONCEONLY_STORE_RECORD_1_H_
#define ONCEONLY_STORE_RECORD_1_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"
#include "core/record.h"
#include "core/store.h"

namespace onceonly::core {

enum class LockState : char { kRunning = 'R', kGivenUp = 'Z', kFreed = 'F', kRemoved = 'X' };

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

namespace onceonly::store {

core::Answer ResultAnswer(core::AnswerCode code, core::ResultRecord record, int64_t left_ms,
                          int64_t bytes);
core::Answer LockAnswer(core::AnswerCode code, core::LockRecord record, int64_t left_ms,
                        int64_t now_ms, int64_t expires_ms);
core::Answer InspectedLock(core::LockRecord record, int64_t now_ms, int64_t expires_ms);

int64_t LeaseLeftMs(const core::LockRecord& lock, int64_t now_ms) noexcept;
bool IsSuspected(const core::LockRecord& lock, int64_t now_ms) noexcept;
int64_t TakeoverWaitMs(const core::LockRecord& lock, int64_t now_ms) noexcept;

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_RECORD_1_H_
