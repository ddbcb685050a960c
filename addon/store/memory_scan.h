// One page of the records of the memory store, for operators.
#ifndef ONCEONLY_STORE_MEMORY_SCAN_H_
#define ONCEONLY_STORE_MEMORY_SCAN_H_

#include <cstdint>

#include "core/store.h"
#include "store/memory_table.h"

namespace onceonly::store {

// Looks at `args.count` entries and those that share a bucket with the last of them; the cursor
// names the bucket of the index by id that comes next. An entry that moves to a new bucket may be
// seen twice, none is missed that stays.
core::Answer ScanTable(const MemoryTable& table, const core::ScanCall& args, int64_t now_ms);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_MEMORY_SCAN_H_
