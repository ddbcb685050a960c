// One page of the records of a Redis server, for operators.
#ifndef ONCEONLY_STORE_REDIS_SCAN_H_
#define ONCEONLY_STORE_REDIS_SCAN_H_

#include <string>

#include "core/store.h"
#include "redis/request.h"
#include "store/scripts.h"

namespace onceonly::store {

// Shared by all scans of a store. Outlives them.
struct ScanHost {
  core::AnswerSink* sink;
  std::string empty_key;  // "<prefix>:result:{}"
  const Script script = PrepareScript("scan-2");
};

redis::OwnedRequest MakeScanRequest(const ScanHost* host, core::CallId call,
                                    const core::ScanCall& args);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_REDIS_SCAN_H_
