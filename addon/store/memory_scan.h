// One page of what the memory store holds, for operators.
#ifndef ONCEONLY_STORE_MEMORY_SCAN_H_
#define ONCEONLY_STORE_MEMORY_SCAN_H_

#include <cstdint>

#include "core/store.h"
#include "store/memory_table.h"

namespace onceonly::store {

// Looks at a few hundred entries in the order in which they expire; the cursor names the last one.
// An entry that is prolonged meanwhile may be seen twice, none is missed that stays as it is.
core::Answer ScanTable(const MemoryTable& table, const core::ScanCall& args, int64_t now_ms);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_MEMORY_SCAN_H_
