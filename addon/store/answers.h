// Answers made from records, the same for every store.
#ifndef ONCEONLY_STORE_ANSWERS_H_
#define ONCEONLY_STORE_ANSWERS_H_

#include <cstdint>

#include "base/status.h"
#include "core/store.h"
#include "store/state.h"

namespace onceonly::store {

core::Answer FailedAnswer(Status why);
core::Answer CodeAnswer(core::AnswerCode code, int64_t left_ms = 0);
core::Answer OwnAnswer(int64_t fence, int32_t attempt, int64_t left_ms, bool is_recovery);

// Of a key with a result. All numbers, and the payload; an inspection adds the texts.
core::Answer ResultAnswer(core::AnswerCode code, const Key& key);
// The answer of an inspection.
core::Answer InspectedKey(const Key& key, int64_t now_ms, bool with_payload);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_ANSWERS_H_
