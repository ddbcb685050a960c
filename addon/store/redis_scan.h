// One page of the records of a Redis server, for operators: a plain SCAN, and a script for each key
// that it shows. A script that is told no key may read none on a node of a cluster.
//
// A scan of a cluster goes from node to node. Where one has shown its last key, it is asked which
// slots it holds. If it still holds all that the map gave it when the scan began, and none is on
// its way to another node, each record of these slots was there all the time, and the scan has
// found it. Else the scan fails with kSlotsMoved.
#ifndef ONCEONLY_STORE_REDIS_SCAN_H_
#define ONCEONLY_STORE_REDIS_SCAN_H_

#include <string>

#include "core/store.h"
#include "redis/client.h"
#include "redis/slot_map.h"
#include "store/scripts.h"

namespace onceonly::store {

// Shared by all scans of a server. Outlives them.
struct ScanHost {
  core::AnswerSink* sink;
  redis::Client* client;
  std::string key_head;  // "<prefix>:result:{"
  const Script script = PrepareScript("head-2");
};

// Of a scan of several nodes, what concerns one of them. `cursor` of the call is the node's own.
struct ScanPart {
  std::string cursor_head;  // stands before the node's cursor in the answer
  std::string next;         // the cursor behind the node's last page; empty for one server: "0"
  redis::SlotSet slots;     // that the node must still hold behind its last page
};

void StartScan(const ScanHost* host, core::CallId call, const core::ScanCall& args, ScanPart part);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_REDIS_SCAN_H_
