#include "store/store_harness.h"

#include <atomic>

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

}  // namespace

template <typename Args>
core::Answer StoreHarness::Call(void (core::Store::*verb)(core::CallId, Args), Args args) {
  const core::CallId call = ++last_call_;
  (store().*verb)(call, std::move(args));
  RunUntil([&] { return sink_.Has(call); });
  EXPECT_TRUE(sink_.Has(call)) << "no answer";
  return sink_.Take(call);
}

core::Answer StoreHarness::Begin(core::BeginCall args) {
  return Call(&core::Store::Begin, std::move(args));
}
core::Answer StoreHarness::Complete(core::CompleteCall args) {
  return Call(&core::Store::Complete, std::move(args));
}
core::Answer StoreHarness::Renew(core::RenewCall args) {
  return Call(&core::Store::Renew, std::move(args));
}
core::Answer StoreHarness::Release(core::ReleaseCall args) {
  return Call(&core::Store::Release, std::move(args));
}
core::Answer StoreHarness::Inspect(core::InspectCall args) {
  return Call(&core::Store::Inspect, std::move(args));
}
core::Answer StoreHarness::Remove(core::RemoveCall args) {
  return Call(&core::Store::Remove, std::move(args));
}

core::Answer StoreHarness::Resolve(core::ResolveCall args) {
  return Call(&core::Store::Resolve, std::move(args));
}
core::Answer StoreHarness::Scan(core::ScanCall args) {
  return Call(&core::Store::Scan, std::move(args));
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

core::BeginCall BeginOf(const std::string& id, const std::string& token) {
  core::BeginCall args;
  args.id = id;
  args.token = token;
  args.fingerprint = "print-option";
  args.hint = "hint-of-key";
  args.label = "POST:/pay";
  args.lease_ms = 60'000;
  args.keep_ms = 600'000;
  args.max_attempts = 10;
  args.timeout_ms = kTimeoutMs;
  return args;
}

core::CompleteCall CompleteOf(const std::string& id, const std::string& token,
                              core::ResultKind kind) {
  core::CompleteCall args;
  args.id = id;
  args.token = token;
  args.fingerprint = "print-option";
  args.hint = "hint-of-key";
  args.label = "POST:/pay";
  args.fence = 7;
  args.attempt = 1;
  args.ttl_ms = 300'000;
  args.kind = kind;
  args.payload = "payload of " + token;
  args.timeout_ms = kTimeoutMs;
  return args;
}

core::RenewCall RenewOf(const std::string& id, const std::string& token) {
  return {id, token, 60'000, 600'000, kTimeoutMs};
}

core::ReleaseCall ReleaseOf(const std::string& id, const std::string& token,
                            core::ReleaseReason reason) {
  return {id, token, reason, kTimeoutMs};
}

core::InspectCall InspectOf(const std::string& id, bool with_payload) {
  return {id, with_payload, kTimeoutMs};
}

core::RemoveCall RemoveOf(const std::string& id, bool force) { return {id, force, kTimeoutMs}; }

core::ResolveCall ResolveOf(const std::string& id, core::ResultKind kind) {
  return {id, kind, 300'000, kind == core::ResultKind::kNone ? "" : "resolved payload", kTimeoutMs};
}

}  // namespace onceonly::store
