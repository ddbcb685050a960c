// Answers made from records, the same for every store.
#ifndef ONCEONLY_STORE_ANSWERS_H_
#define ONCEONLY_STORE_ANSWERS_H_

#include <cstdint>

#include "base/status.h"
#include "core/record.h"
#include "core/store.h"

namespace onceonly::store {

core::Answer FailedAnswer(Status why);
core::Answer CodeAnswer(core::AnswerCode code, int64_t left_ms = 0);
core::Answer OwnAnswer(int64_t fence, int32_t attempt, int64_t left_ms, bool is_recovery);

// Everything that a record tells. `bytes` is the size of the payload even where the payload itself
// is left out.
core::Answer ResultAnswer(core::AnswerCode code, core::ResultRecord record, int64_t left_ms,
                          int64_t bytes);
core::Answer LockAnswer(core::AnswerCode code, core::LockRecord record, int64_t left_ms,
                        int64_t now_ms, int64_t expires_ms);
// What an inspection finds in a lock record that is not removed.
core::Answer InspectedLock(core::LockRecord record, int64_t now_ms, int64_t expires_ms);

// What is left of the lease of a record that is running or given up, 0 when it has passed. No
// honest deadline is more than a lease away: else the clock has gone back, or it is another
// server's.
int64_t LeaseLeftMs(const core::LockRecord& lock, int64_t now_ms) noexcept;

// Whether a begin has found its lease passed. A suspicion of the future is none: the clock has gone
// back.
bool IsSuspected(const core::LockRecord& lock, int64_t now_ms) noexcept;

// How long nobody may take over a record whose lease has passed. From a silent owner: half a lease
// after the first begin that noticed.
int64_t TakeoverWaitMs(const core::LockRecord& lock, int64_t now_ms) noexcept;

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_ANSWERS_H_
