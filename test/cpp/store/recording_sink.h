// Keeps the answers of a store until a test asks for them.
#ifndef ONCEONLY_TEST_STORE_RECORDING_SINK_H_
#define ONCEONLY_TEST_STORE_RECORDING_SINK_H_

#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "core/store.h"

namespace onceonly::store {

class RecordingSink final : public core::AnswerSink {
 public:
  void OnAnswer(core::CallId call, core::Answer answer) noexcept override {
    if (answer.code == core::AnswerCode::kWatching) return void(++told_[call].watching);
    if (answer.code == core::AnswerCode::kWoken) return void(++told_[call].woken);
    const bool is_first = answers_.emplace(call, std::move(answer)).second;
    EXPECT_TRUE(is_first) << "call " << call << " was answered twice";
  }
  void OnBatchEnd() noexcept override { ++batches_; }

  bool Has(core::CallId call) const { return answers_.count(call) > 0; }
  core::Answer Take(core::CallId call) {
    auto node = answers_.extract(call);
    return node ? std::move(node.mapped()) : core::Answer();
  }
  // What a watch has told.
  int WatchingTimes(core::CallId call) { return told_[call].watching; }
  int WokenTimes(core::CallId call) { return told_[call].woken; }
  int batches() const { return batches_; }

 private:
  struct Told {
    int watching = 0;
    int woken = 0;
  };

  std::map<core::CallId, core::Answer> answers_;
  std::map<core::CallId, Told> told_;
  int batches_ = 0;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_TEST_STORE_RECORDING_SINK_H_
