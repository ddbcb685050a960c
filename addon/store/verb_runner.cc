#include "store/verb_runner.h"

#include <array>
#include <string>
#include <tuple>
#include <utility>

#include "store/answers.h"
#include "store/verb_run.h"

namespace onceonly::store {
namespace {

// A verb of an owner waits for a server that is down: the operation runs, or has run.
struct BeginVerb {
  using Call = core::BeginCall;
  static constexpr std::array kTexts = {&Call::id,          &Call::token,
                                        &Call::fingerprint, &Call::other_fingerprint,
                                        &Call::hint,        &Call::label};
  static bool Patient(const Call&) noexcept { return false; }
  static std::string_view Known(const Call&) noexcept { return {}; }
  static Decision Judge(const View& view, const Call& call, RunHost* host) {
    return rules::Begin(view, call, host->NextFence(host->server->NowMs(call.id)));
  }
  static Decision FirstClaim(const Call& call, int64_t now_ms, int64_t not_after_ms,
                             RunHost* host) {
    Decision claim;
    const int64_t fence = host->NextFence(now_ms);
    claim.write = Decision::Write::kText;
    claim.px_ms = call.keep_ms;
    claim.text = rules::FirstClaim(call, now_ms, fence, not_after_ms);
    claim.answer = OwnAnswer(fence, 1, call.lease_ms, false);
    return claim;
  }
};

struct CompleteVerb {
  using Call = core::CompleteCall;
  static constexpr std::array kTexts = {
      &Call::id,   &Call::token, &Call::fingerprint, &Call::other_fingerprint,
      &Call::hint, &Call::label, &Call::record,      &Call::payload};
  static bool Patient(const Call& call) noexcept { return call.is_owner; }
  static std::string_view Known(const Call& call) noexcept { return call.record; }
  static Decision Judge(const View& view, const Call& call, RunHost*) {
    return rules::Complete(view, call);
  }
};

struct RenewVerb {
  using Call = core::RenewCall;
  static constexpr std::array kTexts = {&Call::id, &Call::token, &Call::record};
  static bool Patient(const Call&) noexcept { return true; }
  static std::string_view Known(const Call& call) noexcept { return call.record; }
  static Decision Judge(const View& view, const Call& call, RunHost*) {
    return rules::Renew(view, call);
  }
};

struct ReleaseVerb {
  using Call = core::ReleaseCall;
  static constexpr std::array kTexts = {&Call::id, &Call::token, &Call::record};
  static bool Patient(const Call&) noexcept { return true; }
  // How much is left of a lease that goes on only a look can tell.
  static std::string_view Known(const Call& call) noexcept {
    return call.reason == core::ReleaseReason::kSilent ? std::string_view() : call.record;
  }
  static Decision Judge(const View& view, const Call& call, RunHost*) {
    return rules::Release(view, call);
  }
};

struct InspectVerb {
  using Call = core::InspectCall;
  static constexpr std::array kTexts = {&Call::id};
  static bool Patient(const Call&) noexcept { return false; }
  static std::string_view Known(const Call&) noexcept { return {}; }
  static Decision Judge(const View& view, const Call& call, RunHost*) {
    return rules::Inspect(view, call);
  }
};

struct RemoveVerb {
  using Call = core::RemoveCall;
  static constexpr std::array kTexts = {&Call::id};
  static bool Patient(const Call&) noexcept { return false; }
  static std::string_view Known(const Call&) noexcept { return {}; }
  static Decision Judge(const View& view, const Call& call, RunHost*) {
    return rules::Remove(view, call);
  }
};

struct ResolveVerb {
  using Call = core::ResolveCall;
  static constexpr std::array kTexts = {&Call::id, &Call::payload};
  static bool Patient(const Call&) noexcept { return false; }
  static std::string_view Known(const Call&) noexcept { return {}; }
  static Decision Judge(const View& view, const Call& call, RunHost*) {
    return rules::Resolve(view, call);
  }
};

class MarkRun final : public VerbRun {
 public:
  static void Begin(RunHost* host, std::string_view id, int64_t timeout_ms,
                    std::function<void(bool)> done) {
    auto* const run = new MarkRun(host, id, std::move(done));
    run->Start(0, run->id_, {timeout_ms, false});
    run->AskToLook();
  }

 private:
  MarkRun(RunHost* host, std::string_view id, std::function<void(bool)> done)
      : VerbRun(host), id_(id), done_(std::move(done)) {}

  Decision Judge(const View& view) override { return rules::MarkAwaited(view); }

  void End(core::Answer answer) noexcept override {
    const auto done = std::move(done_);
    delete this;
    done(answer.code != core::AnswerCode::kFailed);
  }

  const std::string id_;
  std::function<void(bool)> done_;
};

template <typename Verb>
using FreeRuns = typename RunOf<Verb>::FreeRuns;

}  // namespace

class VerbRunner::Parts {
 public:
  Parts(RecordServer* server, const Clock* clock, core::AnswerSink* sink)
      : host_{server, clock, sink} {}

  RunHost* host() noexcept { return &host_; }

  template <typename Verb>
  void Run(core::CallId call, const typename Verb::Call& args) {
    RunOf<Verb>::Begin(&host_, &std::get<FreeRuns<Verb>>(free_), call, args);
  }

 private:
  RunHost host_;
  std::tuple<FreeRuns<BeginVerb>, FreeRuns<CompleteVerb>, FreeRuns<RenewVerb>,
             FreeRuns<ReleaseVerb>, FreeRuns<InspectVerb>, FreeRuns<RemoveVerb>,
             FreeRuns<ResolveVerb>>
      free_;
};

VerbRunner::VerbRunner(RecordServer* server, const Clock* clock, core::AnswerSink* sink)
    : parts_(std::make_unique<Parts>(server, clock, sink)) {}

VerbRunner::~VerbRunner() = default;

void VerbRunner::Begin(core::CallId call, const core::BeginCall& args) {
  parts_->Run<BeginVerb>(call, args);
}

void VerbRunner::Complete(core::CallId call, const core::CompleteCall& args) {
  parts_->Run<CompleteVerb>(call, args);
}

void VerbRunner::Renew(core::CallId call, const core::RenewCall& args) {
  parts_->Run<RenewVerb>(call, args);
}

void VerbRunner::Release(core::CallId call, const core::ReleaseCall& args) {
  parts_->Run<ReleaseVerb>(call, args);
}

void VerbRunner::Inspect(core::CallId call, const core::InspectCall& args) {
  parts_->Run<InspectVerb>(call, args);
}

void VerbRunner::Remove(core::CallId call, const core::RemoveCall& args) {
  parts_->Run<RemoveVerb>(call, args);
}

void VerbRunner::Resolve(core::CallId call, const core::ResolveCall& args) {
  parts_->Run<ResolveVerb>(call, args);
}

void VerbRunner::MarkAwaited(std::string_view id, int64_t timeout_ms,
                             std::function<void(bool)> done) {
  MarkRun::Begin(parts_->host(), id, timeout_ms, std::move(done));
}

}  // namespace onceonly::store
