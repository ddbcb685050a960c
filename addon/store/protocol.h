// The rules of the protocol over the records of one key, verb by verb as the Lua scripts have them.
//
// Pure: no clock, no table. Every function decides on the records and the moment that it is given,
// changes the records in place and returns the answer. REQUIRES: what has expired by `now_ms` has
// been dropped from the slot.
#ifndef ONCEONLY_STORE_PROTOCOL_H_
#define ONCEONLY_STORE_PROTOCOL_H_

#include <cstdint>
#include <memory>

#include "store/record_1.h"
#include "core/store.h"

namespace onceonly::store::protocol {

// A record and the moment at which it is gone.
template <typename Record>
struct Kept {
  std::unique_ptr<Record> record;
  int64_t expires_ms = 0;

  explicit operator bool() const noexcept { return record != nullptr; }
  Record* operator->() const noexcept { return record.get(); }
  void Drop() noexcept { record.reset(); }
};

// What is kept for one key.
struct Slot {
  Kept<core::LockRecord> lock;
  Kept<core::ResultRecord> result;

  bool empty() const noexcept { return !lock && !result; }
};

void DropExpired(Slot& slot, int64_t now_ms) noexcept;

// `fence` is higher than every fence given before.
core::Answer Begin(Slot& slot, const core::BeginCall& args, int64_t now_ms, int64_t fence);
core::Answer Complete(Slot& slot, const core::CompleteCall& args, int64_t now_ms);
core::Answer Renew(Slot& slot, const core::RenewCall& args, int64_t now_ms);
core::Answer Release(Slot& slot, const core::ReleaseCall& args, int64_t now_ms);
core::Answer Inspect(const Slot& slot, const core::InspectCall& args, int64_t now_ms);
// What an inspection finds in a result, without its payload.
core::Answer InspectedResult(const Kept<core::ResultRecord>& result, int64_t now_ms);
core::Answer Remove(Slot& slot, const core::RemoveCall& args);
core::Answer Resolve(Slot& slot, const core::ResolveCall& args, int64_t now_ms);

}  // namespace onceonly::store::protocol

#endif  // ONCEONLY_STORE_PROTOCOL_H_
