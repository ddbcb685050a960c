#include "store/record_request.h"

#include <gtest/gtest.h>

#include <string>

#include "redis/key_slot.h"

namespace onceonly::store {
namespace {

TEST(RecordRequestTest, SaysTheSlotOfTheKeyThatItWrites) {
  ServerCheck check("idem", true);
  RecordHost host{&check, "idem:result:{", "idem:done:{", {}};
  RecordRequest::FreeRequests free;
  for (const std::string id : {"a", "x_-9", "0123456789012345678901234567890123456789012"}) {
    const redis::OwnedRequest request = RecordRequest::Look(&host, &free, nullptr, id);
    EXPECT_EQ(request->key_slot(), redis::SlotOfKey("idem:result:{" + id + "}")) << id;
    EXPECT_EQ(request->key_slot(), redis::SlotOfKey("idem:done:{" + id + "}")) << id;
  }
}

}  // namespace
}  // namespace onceonly::store
