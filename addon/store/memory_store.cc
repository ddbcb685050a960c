#include "store/memory_store.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "store/answers.h"
#include "store/memory_scan.h"
#include "store/memory_table.h"
#include "store/rules.h"
#include "store/watches.h"

namespace onceonly::store {
namespace {

// A call adds one entry at most and drops this many expired ones, so that memory goes down while
// the store is used.
constexpr size_t kSweptPerCall = 4;

int64_t WallClockMs() noexcept {
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

enum class Admission : uint8_t { kIfRoom, kAlways };

}  // namespace

class MemoryStore::Impl {
 public:
  Impl(MemoryStoreOptions options, const Clock* clock, core::AnswerSink* sink)
      : table_(options.max_entries, options.max_bytes),
        clock_(clock),
        to_wall_ms_(WallClockMs() - clock->NowMs()),
        sink_(sink) {}

  const MemoryTable& table() const noexcept { return table_; }

  // Carries out the decision of `rule(view)` on `id` and hands the answer over. `admission` is for
  // a key that the rule makes anew.
  template <typename Rule>
  void Run(core::CallId call, std::string_view id, Admission admission, Rule rule) {
    sink_->OnAnswer(call, Apply(id, admission, std::move(rule)));
  }

  // The same for a rule that may end the wait of others, who are told after the answer.
  template <typename Rule>
  void RunAndWake(core::CallId call, std::string_view id, Admission admission, Rule rule) {
    Run(call, id, admission, std::move(rule));
    if (!watches_.empty()) watches_.Tell(id, core::AnswerCode::kWoken, sink_);
  }

  void Watch(core::CallId call, std::string id) {
    if (is_closed_) return;
    watches_.Add(call, std::move(id));
    core::Answer answer;
    answer.code = core::AnswerCode::kWatching;
    sink_->OnAnswer(call, std::move(answer));
  }

  void Unwatch(core::CallId call) { watches_.Remove(call); }

  void Scan(core::CallId call, const core::ScanCall& args) {
    sink_->OnAnswer(
        call, is_closed_ ? FailedAnswer(StatusCode::kClosed) : ScanTable(table_, args, NowMs()));
  }

  // Grows with every call, and by real time between the runs of a process.
  int64_t NextFence(int64_t now_ms) noexcept {
    fence_ = std::max(fence_ + 1, now_ms * 1000);
    return fence_;
  }

  void Close() {
    is_closed_ = true;
    watches_.Clear();
    table_.Clear();
  }

 private:
  int64_t NowMs() const noexcept { return clock_->NowMs() + to_wall_ms_; }

  template <typename Rule>
  core::Answer Apply(std::string_view id, Admission admission, Rule rule) {
    if (is_closed_) return FailedAnswer(StatusCode::kClosed);
    const int64_t now_ms = NowMs();
    table_.Sweep(now_ms, kSweptPerCall);
    if (Entry* entry = table_.Find(id, now_ms)) {
      Decision decision = rule(View{entry->text, entry->expires_ms - now_ms, now_ms});
      Write(entry, decision, now_ms);
      return std::move(decision.answer);
    }
    Decision decision = rule(View{std::nullopt, 0, now_ms});
    if (decision.write == Decision::Write::kNothing) return std::move(decision.answer);
    if (admission == Admission::kIfRoom && !table_.HasRoom(id, decision.text, now_ms)) {
      return FailedAnswer(StatusCode::kFull);
    }
    table_.Insert(id, std::move(decision.text), now_ms + decision.px_ms);
    return std::move(decision.answer);
  }

  void Write(Entry* entry, Decision& decision, int64_t now_ms) {
    switch (decision.write) {
      case Decision::Write::kNothing:
        return;
      case Decision::Write::kText:
        return table_.Replace(entry, std::move(decision.text), now_ms + decision.px_ms);
      case Decision::Write::kTextKeepTtl:
        return table_.Replace(entry, std::move(decision.text), entry->expires_ms);
      case Decision::Write::kDelete:
        return table_.Erase(entry);
    }
  }

  MemoryTable table_;
  const Clock* clock_;
  const int64_t
      to_wall_ms_;  // taken once: a wall clock that is set later must not end or prolong a lease
  core::AnswerSink* sink_;
  Watches watches_;
  int64_t fence_ = 0;
  bool is_closed_ = false;
};

MemoryStore::MemoryStore(MemoryStoreOptions options, const Clock* clock, core::AnswerSink* sink)
    : impl_(std::make_unique<Impl>(options, clock, sink)) {}

MemoryStore::~MemoryStore() = default;

void MemoryStore::Begin(core::CallId call, const core::BeginCall& args) {
  impl_->Run(call, args.id, Admission::kIfRoom, [&](const View& view) {
    return rules::Begin(view, args, impl_->NextFence(view.now_ms));
  });
}

void MemoryStore::Complete(core::CallId call, const core::CompleteCall& args) {
  // The operation has run: its answer is kept even if that takes more than the limits. An offer
  // from outside is new work.
  const Admission admission = args.is_owner ? Admission::kAlways : Admission::kIfRoom;
  impl_->RunAndWake(call, args.id, admission,
                    [&args](const View& view) { return rules::Complete(view, args); });
}

void MemoryStore::Renew(core::CallId call, const core::RenewCall& args) {
  impl_->Run(call, args.id, Admission::kAlways,
             [&args](const View& view) { return rules::Renew(view, args); });
}

void MemoryStore::Release(core::CallId call, const core::ReleaseCall& args) {
  impl_->RunAndWake(call, args.id, Admission::kAlways,
                    [&args](const View& view) { return rules::Release(view, args); });
}

void MemoryStore::Inspect(core::CallId call, const core::InspectCall& args) {
  impl_->Run(call, args.id, Admission::kAlways,
             [&args](const View& view) { return rules::Inspect(view, args); });
}

void MemoryStore::Remove(core::CallId call, const core::RemoveCall& args) {
  impl_->RunAndWake(call, args.id, Admission::kAlways,
                    [&args](const View& view) { return rules::Remove(view, args); });
}

void MemoryStore::Resolve(core::CallId call, const core::ResolveCall& args) {
  impl_->RunAndWake(call, args.id, Admission::kAlways,
                    [&args](const View& view) { return rules::Resolve(view, args); });
}

void MemoryStore::Close() { impl_->Close(); }

void MemoryStore::Scan(core::CallId call, const core::ScanCall& args) { impl_->Scan(call, args); }

void MemoryStore::Watch(core::CallId call, std::string id) { impl_->Watch(call, std::move(id)); }

void MemoryStore::Unwatch(core::CallId call) { impl_->Unwatch(call); }

size_t MemoryStore::entries() const noexcept { return impl_->table().entries(); }
size_t MemoryStore::bytes() const noexcept { return impl_->table().bytes(); }
double MemoryStore::fullness() const noexcept { return impl_->table().fullness(); }

}  // namespace onceonly::store
