// The embedded store: one process, bounded, no server. Answers every call before it returns.
#ifndef ONCEONLY_STORE_MEMORY_STORE_H_
#define ONCEONLY_STORE_MEMORY_STORE_H_

#include <memory>

#include "base/clock.h"
#include "core/store.h"

namespace onceonly::store {

struct MemoryStoreOptions {
  size_t max_entries = 100'000;
  size_t max_bytes =
      size_t{256} << 20;  // keys, heads and payloads, with an estimate of the bookkeeping
};

// Applies the rules in one step, so it needs no `record` of an owner, and no answer has one. Never
// drops a record that has not expired. A begin without room answers kFailed with kFull. Complete,
// renew and release of an existing key always find room.
class MemoryStore final : public core::Store {
 public:
  // `clock` and `sink` outlive the store.
  MemoryStore(MemoryStoreOptions options, const Clock* clock, core::AnswerSink* sink);
  ~MemoryStore() override;

  void Begin(core::CallId call, const core::BeginCall& args) override;
  void Complete(core::CallId call, const core::CompleteCall& args) override;
  void Renew(core::CallId call, const core::RenewCall& args) override;
  void Release(core::CallId call, const core::ReleaseCall& args) override;
  void Inspect(core::CallId call, const core::InspectCall& args) override;
  void Remove(core::CallId call, const core::RemoveCall& args) override;
  void Resolve(core::CallId call, const core::ResolveCall& args) override;
  void Scan(core::CallId call, const core::ScanCall& args) override;
  void Watch(core::CallId call, std::string id) override;
  void Unwatch(core::CallId call) override;
  void Close() override;

  size_t entries()
      const noexcept;  // keys with a record that has not expired, and some that just have
  size_t bytes() const noexcept;
  // Which part of the room is taken, of entries or of bytes, whichever is the larger: 1 is full.
  double fullness() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_MEMORY_STORE_H_
