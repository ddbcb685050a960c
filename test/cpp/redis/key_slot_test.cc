#include "redis/key_slot.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "redis/client_fixture.h"
#include "redis/real_redis.h"

namespace onceonly::redis {
namespace {

// The cluster specification of Redis, appendix A and "Hash tags".
TEST(KeySlotTest, FollowsTheSpecification) {
  EXPECT_EQ(SlotOfKey("123456789"), 0x31c3);
  EXPECT_EQ(SlotOfKey("{user1000}.following"), SlotOfKey("{user1000}.followers"));
  EXPECT_EQ(SlotOfKey("foo{{bar}}zap"), SlotOfKey("{bar"));
  EXPECT_EQ(SlotOfKey("foo{bar}{zap}"), SlotOfKey("bar"));
  EXPECT_NE(SlotOfKey("foo{}{bar}"), SlotOfKey("bar"));
}

TEST(KeySlotTest, FindsATagForEverySlot) {
  for (int slot = 0; slot < kKeySlots; slot += 101) {
    const auto wanted = static_cast<KeySlot>(slot);
    EXPECT_EQ(SlotOfKey("idem:result:{" + TagOfSlot(wanted) + "}"), wanted);
  }
}

class KeySlotRealRedisTest : public ClientFixture {};

TEST_F(KeySlotRealRedisTest, AgreesWithANodeOfACluster) {
  RealRedis server({"--cluster-enabled", "yes"});
  Open(server.TcpAddress());
  const std::vector<std::string> keys = {"",
                                         "a",
                                         "{",
                                         "{}",
                                         "{}a",
                                         "}{a}",
                                         "idem:result:{x_-9}",
                                         "\xff\x80{\xfe}",
                                         std::string(1000, 'k')};
  std::vector<const Outcome*> outcomes;
  for (const std::string& key : keys) outcomes.push_back(&Send({"CLUSTER", "KEYSLOT", key}));
  RunUntilEnded(*outcomes.back());
  for (size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(outcomes[i]->reply, ":" + std::to_string(SlotOfKey(keys[i]))) << keys[i];
  }
}

}  // namespace
}  // namespace onceonly::redis
