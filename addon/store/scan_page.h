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
  // `found` is the answer to an inspection of that id. REQUIRES: no text needs an escape in JSON.
  void Add(std::string_view id, std::string_view hint, const core::Answer& found);
  core::Answer Finish(std::string_view cursor, int64_t now_ms, int64_t seen) const;

 private:
  std::string entries_;
};

// The reply of the scan script: a line `id|pttl|payload_bytes|head` for each record.
struct ScanLines {
  int64_t now_ms = 0;
  std::string_view cursor;
  std::string_view lines;
  int64_t seen = 0;
};

// The page of that reply. A head that does not parse is foreign and left out.
core::Answer ReadScanLines(const ScanLines& reply);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_SCAN_PAGE_H_
