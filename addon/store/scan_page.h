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

// The head of a record, as the head script tells it.
struct ScannedHead {
  std::string_view id;
  std::string_view head;
  int64_t left_ms = 0;
  int64_t bytes = 0;
  int64_t now_ms = 0;
};

// Adds the record, as if its head were the whole of it. One that does not parse is foreign and left
// out.
void AddHead(ScanPage& page, const ScannedHead& head);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_SCAN_PAGE_H_
