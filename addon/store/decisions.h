// Shared by the rules: the ways in which a record is rewritten.
#ifndef ONCEONLY_STORE_DECISIONS_H_
#define ONCEONLY_STORE_DECISIONS_H_

#include <cstdint>
#include <string_view>
#include <utility>

#include "core/record.h"
#include "core/store.h"
#include "store/answers.h"
#include "store/rules.h"
#include "store/state.h"

namespace onceonly::store {

Decision Answered(core::Answer answer);
Decision Answered(core::AnswerCode code, int64_t left_ms = 0);

// Writes the record for that long. Its px is `px_ms` plus the age with which it begins.
Decision Written(core::Record record, int64_t px_ms, core::Answer answer, int64_t age_ms = 0);
// Tells those who wait for the key, if anybody does.
Decision Waking(const Key& key, Decision decision);

// The claim with the next `rev`, once it is decided that it came in time.
core::Record NextClaim(const Key& key);
// How long a claim stays that its owner does not renew: for one more lease at least, as evidence
// for those who decide about a takeover.
int64_t EvidenceMs(const Key& key) noexcept;
// The same answer, and a claim whose age counts from now on if the server's clock has gone back (or
// another server has taken over, with another clock). Otherwise it would stay as old as it is for
// as long as the clock has gone back. REQUIRES: nothing is written yet.
Decision Mended(const Key& key, Decision decision);

template <typename Call>
bool Matches(const Call& call, std::string_view fingerprint) noexcept {
  return fingerprint == call.fingerprint || fingerprint == call.other_fingerprint;
}
// Why a record of another fingerprint is not this request's.
Decision Refused(std::string_view fingerprint, std::string_view other);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_DECISIONS_H_
