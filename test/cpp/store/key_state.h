// The states that a key can be in, and how to bring one there.
#ifndef ONCEONLY_TEST_STORE_KEY_STATE_H_
#define ONCEONLY_TEST_STORE_KEY_STATE_H_

#include <ostream>
#include <string>
#include <vector>

#include "store/store_harness.h"

namespace onceonly::store {

// The owner of every state has the token "owner".
enum class SampleState {
  kAbsent,
  kRunning,
  kSilent,    // the lease has passed and nobody has noticed yet
  kGivenUp,   // the operation has ended with an unknown outcome
  kReleased,  // the same after its lease
  kFreed,
  kRemoved,  // force-removed while running
  kValue,
  kError,
  kTombstone,
};

inline constexpr SampleState kAllStates[] = {
    SampleState::kAbsent,   SampleState::kRunning,  SampleState::kSilent,  SampleState::kGivenUp,
    SampleState::kReleased, SampleState::kFreed,    SampleState::kRemoved, SampleState::kValue,
    SampleState::kError,    SampleState::kTombstone};

std::ostream& operator<<(std::ostream& out, SampleState state);

// The id of a fresh key in that state.
std::string MakeKey(StoreHarness& harness, SampleState state);

// What a verb is expected to answer, one code per member of kAllStates and in that order.
using ExpectedCodes = std::vector<core::AnswerCode>;

// Brings a fresh key into every state in turn and compares the answer of `verb(id)`.
template <typename Verb>
void ExpectAnswers(StoreHarness& harness, const ExpectedCodes& expected, Verb verb) {
  ASSERT_EQ(expected.size(), std::size(kAllStates));
  for (size_t i = 0; i < expected.size(); ++i) {
    const core::Answer answer = verb(MakeKey(harness, kAllStates[i]));
    EXPECT_EQ(core::AnswerName(answer.code), core::AnswerName(expected[i])) << kAllStates[i];
  }
}

}  // namespace onceonly::store

#endif  // ONCEONLY_TEST_STORE_KEY_STATE_H_
