#include "store/store_harness.h"

#include <atomic>
#include <deque>
#include <initializer_list>
#include <set>

#include "store/fake_clock.h"
#include "store/memory_store.h"

namespace onceonly::store {
namespace {

constexpr int64_t kTimeoutMs = 20'000;
constexpr size_t kIdLength = 43;

class MemoryHarness final : public StoreHarness {
 public:
  core::Store& store() override { return store_; }

 protected:
  int64_t NowMs() const override { return clock_.NowMs(); }
  void LetTimePass() override { clock_.Advance(1); }

 private:
  FakeClock clock_;
  MemoryStore store_{MemoryStoreOptions(), &clock_, &sink_};
};

// A call whose texts are there until the verb has returned, and no longer.
template <typename Args>
class Lent {
 public:
  using Text = std::string_view Args::*;

  Lent(const Args& args, std::initializer_list<Text> members) : args_(args) {
    for (const Text member : members) args_.*member = texts_.emplace_back(args.*member);
  }
  const Args& args() const { return args_; }
  void TakeBack() {
    for (std::string& text : texts_) text.assign(text.size(), '#');
  }

 private:
  Args args_;
  std::deque<std::string> texts_;
};

}  // namespace

template <typename Args>
core::Answer StoreHarness::Call(void (core::Store::*verb)(core::CallId, const Args&),
                                const Args& args, const std::function<void()>& after) {
  const core::CallId call = ++last_call_;
  (store().*verb)(call, args);
  after();
  RunUntil([&] { return sink_.Has(call); });
  EXPECT_TRUE(sink_.Has(call)) << "no answer";
  return sink_.Take(call);
}

core::Answer StoreHarness::Begin(const core::BeginCall& args) {
  Lent<core::BeginCall> lent(
      args, {&core::BeginCall::id, &core::BeginCall::token, &core::BeginCall::fingerprint,
             &core::BeginCall::other_fingerprint, &core::BeginCall::hint, &core::BeginCall::label});
  return Call(&core::Store::Begin, lent.args(), [&lent] { lent.TakeBack(); });
}
core::Answer StoreHarness::Complete(const core::CompleteCall& args) {
  Lent<core::CompleteCall> lent(
      args, {&core::CompleteCall::id, &core::CompleteCall::token, &core::CompleteCall::fingerprint,
             &core::CompleteCall::other_fingerprint, &core::CompleteCall::hint,
             &core::CompleteCall::label, &core::CompleteCall::payload});
  return Call(&core::Store::Complete, lent.args(), [&lent] { lent.TakeBack(); });
}
core::Answer StoreHarness::Renew(const core::RenewCall& args) {
  Lent<core::RenewCall> lent(args, {&core::RenewCall::id, &core::RenewCall::token});
  return Call(&core::Store::Renew, lent.args(), [&lent] { lent.TakeBack(); });
}
core::Answer StoreHarness::Release(const core::ReleaseCall& args) {
  Lent<core::ReleaseCall> lent(args, {&core::ReleaseCall::id, &core::ReleaseCall::token});
  return Call(&core::Store::Release, lent.args(), [&lent] { lent.TakeBack(); });
}
core::Answer StoreHarness::Inspect(const core::InspectCall& args) {
  Lent<core::InspectCall> lent(args, {&core::InspectCall::id});
  return Call(&core::Store::Inspect, lent.args(), [&lent] { lent.TakeBack(); });
}
core::Answer StoreHarness::Remove(const core::RemoveCall& args) {
  Lent<core::RemoveCall> lent(args, {&core::RemoveCall::id});
  return Call(&core::Store::Remove, lent.args(), [&lent] { lent.TakeBack(); });
}

core::Answer StoreHarness::Resolve(const core::ResolveCall& args) {
  Lent<core::ResolveCall> lent(args, {&core::ResolveCall::id, &core::ResolveCall::payload});
  return Call(&core::Store::Resolve, lent.args(), [&lent] { lent.TakeBack(); });
}
core::Answer StoreHarness::Scan(const core::ScanCall& args) {
  Lent<core::ScanCall> lent(args, {&core::ScanCall::cursor, &core::ScanCall::hint});
  return Call(&core::Store::Scan, lent.args(), [&lent] { lent.TakeBack(); });
}

core::CallId StoreHarness::Watch(const std::string& id) {
  const core::CallId watch = ++last_call_;
  store().Watch(watch, id);
  RunUntil([&] { return sink_.WatchingTimes(watch) == 1; });
  EXPECT_EQ(sink_.WatchingTimes(watch), 1);
  return watch;
}

int StoreHarness::WokenTimes(core::CallId watch, int times) {
  RunUntil([&] { return sink_.WokenTimes(watch) >= times; });
  return sink_.WokenTimes(watch);
}

std::unique_ptr<StoreHarness> MakeMemoryHarness() { return std::make_unique<MemoryHarness>(); }

std::unique_ptr<StoreHarness> MakeHarness(StoreKind kind) {
  return kind == StoreKind::kMemory ? MakeMemoryHarness() : MakeRedisHarness();
}

std::string FreshId() {
  static std::atomic<int> count{0};
  std::string id = "id-" + std::to_string(++count) + "_";
  id.resize(kIdLength, 'x');
  return id;
}

std::string_view Kept(std::string_view text) {
  static std::set<std::string> texts;
  return *texts.emplace(text).first;
}

core::BeginCall BeginOf(std::string_view id, std::string_view token) {
  core::BeginCall args;
  args.id = Kept(id);
  args.token = Kept(token);
  args.fingerprint = "print-option";
  args.hint = "hint-of-key";
  args.label = "POST:/pay";
  args.lease_ms = 60'000;
  args.keep_ms = 600'000;
  args.max_attempts = 10;
  args.timeout_ms = kTimeoutMs;
  return args;
}

core::CompleteCall CompleteOf(std::string_view id, std::string_view token, core::ResultKind kind) {
  core::CompleteCall args;
  args.payload = Kept("payload of " + std::string(token));
  args.id = Kept(id);
  args.token = Kept(token);
  args.fingerprint = "print-option";
  args.hint = "hint-of-key";
  args.label = "POST:/pay";
  args.fence = 7;
  args.attempt = 1;
  args.ttl_ms = 300'000;
  args.kind = kind;
  args.timeout_ms = kTimeoutMs;
  return args;
}

core::RenewCall RenewOf(std::string_view id, std::string_view token) {
  return {Kept(id), Kept(token), {}, 60'000, 600'000, kTimeoutMs};
}

core::ReleaseCall ReleaseOf(std::string_view id, std::string_view token,
                            core::ReleaseReason reason) {
  return {Kept(id), Kept(token), {}, reason, kTimeoutMs};
}

core::InspectCall InspectOf(std::string_view id, bool with_payload) {
  return {Kept(id), with_payload, kTimeoutMs};
}

core::RemoveCall RemoveOf(std::string_view id, bool force) { return {Kept(id), force, kTimeoutMs}; }

core::ResolveCall ResolveOf(std::string_view id, core::ResultKind kind) {
  return {Kept(id), kind, 300'000, kind == core::ResultKind::kNone ? "" : "resolved payload",
          kTimeoutMs};
}

}  // namespace onceonly::store
