// A store of either kind, called as if it answered at once.
#ifndef ONCEONLY_TEST_STORE_STORE_HARNESS_H_
#define ONCEONLY_TEST_STORE_STORE_HARNESS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/store.h"
#include "store/recording_sink.h"

namespace onceonly::store {

// The texts of a call are lent to the store until its verb has returned, and overwritten then.
class StoreHarness {
 public:
  virtual ~StoreHarness() = default;
  virtual core::Store& store() = 0;

  core::Answer Begin(const core::BeginCall& args);
  core::Answer Complete(const core::CompleteCall& args);
  core::Answer Renew(const core::RenewCall& args);
  core::Answer Release(const core::ReleaseCall& args);
  core::Answer Inspect(const core::InspectCall& args);
  core::Answer Remove(const core::RemoveCall& args);
  core::Answer Resolve(const core::ResolveCall& args);
  core::Answer Scan(const core::ScanCall& args);

  // Starts to watch and waits until that is in force; gives the call.
  core::CallId Watch(const std::string& id);
  void Unwatch(core::CallId watch) { store().Unwatch(watch); }
  // Waits until the watch has told of `times` changes, or a while in vain; gives how many it has.
  int WokenTimes(core::CallId watch, int times);

  // Makes the call again and again, on the store's own time, until the answer has that code; gives
  // up after ten seconds of it with the last answer.
  template <typename Verb>
  core::Answer Until(core::AnswerCode code, Verb verb) {
    const int64_t end_ms = NowMs() + 10'000;
    core::Answer answer = verb();
    while (answer.code != code && NowMs() < end_ms) {
      LetTimePass();
      answer = verb();
    }
    return answer;
  }

 protected:
  // Waits for what a store does later, 20 seconds at most.
  virtual void RunUntil(const std::function<bool()>& /*done*/) {}
  virtual int64_t NowMs() const = 0;
  virtual void LetTimePass() = 0;

  RecordingSink sink_;

 private:
  // Does `after` as soon as the verb has returned.
  template <typename Args>
  core::Answer Call(void (core::Store::*verb)(core::CallId, const Args&), const Args& args,
                    const std::function<void()>& after);

  core::CallId last_call_ = 0;
};

enum class StoreKind { kMemory, kRedis };

std::unique_ptr<StoreHarness> MakeHarness(StoreKind kind);
std::unique_ptr<StoreHarness> MakeMemoryHarness();
std::unique_ptr<StoreHarness> MakeRedisHarness();

// A record id that no other test uses.
std::string FreshId();
// A view of a copy that stays until the program ends, for the texts of calls.
std::string_view Kept(std::string_view text);

// Calls with members that suit most tests: a lease that does not pass, the fingerprint
// "print-option", the label "POST:/pay".
core::BeginCall BeginOf(std::string_view id, std::string_view token);
core::CompleteCall CompleteOf(std::string_view id, std::string_view token,
                              core::ResultKind kind = core::ResultKind::kValue);
core::RenewCall RenewOf(std::string_view id, std::string_view token);
core::ReleaseCall ReleaseOf(std::string_view id, std::string_view token,
                            core::ReleaseReason reason);
core::InspectCall InspectOf(std::string_view id, bool with_payload = false);
core::RemoveCall RemoveOf(std::string_view id, bool force = false);
core::ResolveCall ResolveOf(std::string_view id, core::ResultKind kind = core::ResultKind::kNone);

}  // namespace onceonly::store

#endif  // ONCEONLY_TEST_STORE_STORE_HARNESS_H_
