// The verbs of a store over a server that keeps records: ask, judge by the rules, swap, and judge
// again where the record was another one meanwhile.
//
// - Begin inserts the claim of a fresh key and looks only where the key is taken. Complete and
//   Renew swap at once the record that their caller knows. So each of these is one question as
//   long as nobody else touches the key.
// - A call ends by its timeout. Exactly one answer goes to the sink for each, from inside the verb
//   or from inside a call of the reader.
// - A claim that came too late is judged anew while there is time. Afterwards the begin fails with
//   kOutcomeUnknown, and its caller releases the key with ReleaseReason::kUndo.
#ifndef ONCEONLY_STORE_VERB_RUNNER_H_
#define ONCEONLY_STORE_VERB_RUNNER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/clock.h"
#include "core/store.h"
#include "store/record_server.h"

namespace onceonly::store {

class VerbRunner final {
 public:
  // All outlive the runner, which outlives every question that it has asked.
  VerbRunner(RecordServer* server, const Clock* clock, core::AnswerSink* sink);
  ~VerbRunner();
  VerbRunner(const VerbRunner&) = delete;
  VerbRunner& operator=(const VerbRunner&) = delete;

  void Begin(core::CallId call, const core::BeginCall& args);
  void Complete(core::CallId call, const core::CompleteCall& args);
  void Renew(core::CallId call, const core::RenewCall& args);
  void Release(core::CallId call, const core::ReleaseCall& args);
  void Inspect(core::CallId call, const core::InspectCall& args);
  void Remove(core::CallId call, const core::RemoveCall& args);
  void Resolve(core::CallId call, const core::ResolveCall& args);

  // Marks the record of that id, so that who ends it tells the watches, and then calls
  // `done(whether every change from now on is told)`. Nothing goes to the sink.
  void MarkAwaited(std::string_view id, int64_t timeout_ms, std::function<void(bool)> done);

 private:
  class Parts;
  const std::unique_ptr<Parts> parts_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_VERB_RUNNER_H_
