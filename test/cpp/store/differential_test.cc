// The same rules over a table and over a server. Random histories must get the same answers from
// both.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "store/store_harness.h"

namespace onceonly::store {
namespace {

using core::Answer, core::ReleaseReason, core::ResultKind;

// A fence that is higher was given by a clock.
constexpr int64_t kHighestFence = 1000;

// What must be equal: everything but times, and fences that the stores' clocks gave. The texts of a
// result are promised to an inspection only.
std::string Essence(const Answer& answer, bool with_texts) {
  return std::string(core::AnswerName(answer.code)) + " attempt " + std::to_string(answer.attempt) +
         " recovery " + std::to_string(answer.is_recovery) + " kind " +
         static_cast<char>(answer.kind) + " bytes " + std::to_string(answer.bytes) + " fence " +
         std::to_string(std::min(answer.fence, kHighestFence)) + " " + answer.payload +
         (with_texts ? " " + answer.fingerprint + " " + answer.label : "");
}

class History {
 public:
  explicit History(unsigned seed) : random_(seed) {
    for (int i = 0; i < 3; ++i) ids_.push_back(FreshId());
  }

  // One random call, the same for every store that takes part.
  std::string Step(const std::vector<StoreHarness*>& stores, std::vector<Answer>* answers) {
    const std::string id = Pick(ids_);
    const std::string token = Pick<std::string>({"t1", "t2", "t3"});
    switch (Below(9)) {
      case 0:
      case 1:
      case 2:
        return Begin(stores, answers, id, token);
      case 3:
        return Complete(stores, answers, id, token);
      case 4:
        return Ask(stores, answers, &StoreHarness::Renew, RenewOf(id, token), "renew");
      case 5: {
        const auto reason = static_cast<ReleaseReason>(Below(3));
        return Ask(stores, answers, &StoreHarness::Release, ReleaseOf(id, token, reason),
                   "release " + std::to_string(static_cast<int>(reason)));
      }
      case 6:
        return Ask(stores, answers, &StoreHarness::Inspect, InspectOf(id, Below(2) == 1),
                   "inspect");
      case 7: {
        const auto kind = Below(2) == 1 ? ResultKind::kValue : ResultKind::kNone;
        return Ask(stores, answers, &StoreHarness::Resolve, ResolveOf(id, kind), "resolve");
      }
      default:
        return Ask(stores, answers, &StoreHarness::Remove, RemoveOf(id, Below(2) == 1), "remove");
    }
  }

 private:
  template <typename Args>
  static std::string Ask(const std::vector<StoreHarness*>& stores, std::vector<Answer>* answers,
                         Answer (StoreHarness::*verb)(const Args&), const Args& args,
                         std::string name) {
    for (StoreHarness* store : stores) answers->push_back((store->*verb)(args));
    return name + " " + std::string(args.id.substr(0, 6));
  }

  std::string Begin(const std::vector<StoreHarness*>& stores, std::vector<Answer>* answers,
                    const std::string& id, const std::string& token) {
    core::BeginCall begin = BeginOf(id, token);
    begin.fingerprint = Pick<std::string_view>(
        {"print-option", "print-option", "print-option", "another-option", "print-others"});
    begin.other_fingerprint = Pick<std::string_view>({"", "", "another-option"});
    // A lease of nothing has passed at once on any clock.
    begin.lease_ms = Below(2) * 60'000;
    begin.max_attempts = 1 + Below(4);
    begin.on_abandoned = static_cast<core::OnAbandoned>(Below(2));
    return Ask(stores, answers, &StoreHarness::Begin, begin, "begin " + token);
  }

  std::string Complete(const std::vector<StoreHarness*>& stores, std::vector<Answer>* answers,
                       const std::string& id, const std::string& token) {
    core::CompleteCall complete =
        CompleteOf(id, token, Pick<ResultKind>({ResultKind::kValue, ResultKind::kError}));
    complete.fingerprint =
        Pick<std::string_view>({"print-option", "print-option", "another-option"});
    complete.is_owner = Below(4) != 0;
    return Ask(stores, answers, &StoreHarness::Complete, complete, "complete " + token);
  }

  int Below(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }
  template <typename T>
  T Pick(const std::vector<T>& from) {
    return from[static_cast<size_t>(Below(static_cast<int>(from.size())))];
  }

  std::mt19937 random_;
  std::vector<std::string> ids_;
};

TEST(DifferentialTest, BothStoresAnswerRandomHistoriesAlike) {
  const auto memory = MakeMemoryHarness();
  const auto redis = MakeRedisHarness();
  for (unsigned seed = 1; seed <= 60; ++seed) {
    History history(seed);
    std::string told;
    for (int step = 0; step < 60; ++step) {
      std::vector<Answer> answers;
      const std::string step_told = history.Step({memory.get(), redis.get()}, &answers);
      const bool is_inspect = step_told.starts_with("inspect");
      told += step_told + "\n";
      ASSERT_EQ(Essence(answers[0], is_inspect), Essence(answers[1], is_inspect))
          << "seed " << seed << "\n"
          << told;
      told += "  " + std::string(core::AnswerName(answers[0].code)) + "\n";
    }
  }
}

}  // namespace
}  // namespace onceonly::store
