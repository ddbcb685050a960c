// One page of a scan as it goes to the caller: the JSON that core::ScanCall describes.
#ifndef ONCEONLY_STORE_SCAN_PAGE_H_
#define ONCEONLY_STORE_SCAN_PAGE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/store.h"

namespace onceonly::store {

class ScanPage final {
 public:
  // `seen` is the answer to an inspection of that id.
  void Add(std::string_view id, const core::Answer& seen);
  // REQUIRES: nothing in `cursor` needs an escape in JSON.
  core::Answer Finish(std::string_view cursor) const;

 private:
  std::string entries_;
};

// The page of the scan script's reply: a line `id|pttl|payload_bytes|head` for each record. A head
// that does not parse is foreign and left out.
core::Answer ReadScanLines(std::string_view cursor, std::string_view lines, int64_t now_ms);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_SCAN_PAGE_H_
