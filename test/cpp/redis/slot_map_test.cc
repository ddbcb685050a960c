// What a client of a cluster makes of CLUSTER SLOTS, in each form that servers give it.
#include "redis/slot_map.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "resp/reply_reader.h"

namespace onceonly::redis {
namespace {

const net::Endpoint kAsked = {"asked.example", 7000, {}, false};

std::string Bulk(const std::string& text) {
  return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

std::string Node(const std::string& host, const std::string& port) {
  return "*4\r\n" + host + ":" + port + "\r\n" + Bulk("id") + "*0\r\n";
}

std::string Range(const std::string& first, const std::string& last, const std::string& nodes,
                  int count) {
  return "*" + std::to_string(2 + count) + "\r\n:" + first + "\r\n:" + last + "\r\n" + nodes;
}

Result<SlotMap> Parse(const std::string& bytes, const net::Endpoint& asked = kAsked) {
  resp::ReplyReader reader;
  reader.Feed(bytes);
  auto reply = reader.Next();
  if (!reply.ok() || !reply.value()) return StatusCode::kProtocolError;
  return SlotMap::Parse(*reply.value(), asked);
}

std::string HolderOf(const SlotMap& map, KeySlot slot) {
  const size_t holder = map.HolderOf(slot);
  if (holder == SlotMap::kNobody) return "nobody";
  const net::Endpoint& node = map.primaries()[holder];
  return node.host + " " + std::to_string(node.port);
}

TEST(SlotMapTest, TellsTheHolderOfEachSlot) {
  const auto map = Parse("*2\r\n" + Range("0", "99", Node(Bulk("a"), "1"), 1) +
                         Range("200", "16383", Node(Bulk("b"), "2"), 1));
  ASSERT_TRUE(map.ok());
  EXPECT_EQ(HolderOf(map.value(), 0), "a 1");
  EXPECT_EQ(HolderOf(map.value(), 99), "a 1");
  EXPECT_EQ(HolderOf(map.value(), 100), "nobody");
  EXPECT_EQ(HolderOf(map.value(), 200), "b 2");
  EXPECT_EQ(HolderOf(map.value(), 16383), "b 2");
}

TEST(SlotMapTest, KeepsReplicasApartAndEachNodeOnce) {
  const std::string nodes = Node(Bulk("a"), "1") + Node(Bulk("r"), "3");
  const auto map = Parse("*2\r\n" + Range("0", "9", nodes, 2) + Range("20", "29", nodes, 2));
  ASSERT_TRUE(map.ok());
  ASSERT_EQ(map.value().primaries().size(), 1u);
  ASSERT_EQ(map.value().replicas().size(), 1u);
  EXPECT_EQ(map.value().replicas()[0].host, "r");
}

TEST(SlotMapTest, TakesTheHostThatAnsweredForOneThatIsLeftOut) {
  for (const std::string& host : {std::string("$-1\r\n"), Bulk("")}) {
    const auto map = Parse("*1\r\n" + Range("0", "9", Node(host, "7"), 1));
    ASSERT_TRUE(map.ok());
    EXPECT_EQ(HolderOf(map.value(), 5), "asked.example 7");
  }
}

TEST(SlotMapTest, KeepsAnIpv6AddressAndTls) {
  const net::Endpoint asked = {"asked.example", 7000, {}, true};
  const auto map = Parse("*1\r\n" + Range("0", "9", Node(Bulk("::1"), "7"), 1), asked);
  ASSERT_TRUE(map.ok());
  EXPECT_EQ(HolderOf(map.value(), 5), "::1 7");
  EXPECT_TRUE(map.value().primaries()[0].tls);
}

TEST(SlotMapTest, LeavesOutANodeThatDoesNotKnowItsAddress) {
  const auto map = Parse("*1\r\n" + Range("0", "9", Node(Bulk("?"), "7"), 1));
  ASSERT_TRUE(map.ok());
  EXPECT_EQ(HolderOf(map.value(), 5), "nobody");
  EXPECT_TRUE(map.value().primaries().empty());
}

TEST(SlotMapTest, MovesASlotToANodeThatIsKnownOrNew) {
  SlotMap map;
  map.Move(7, {"a", 1, {}, false});
  map.Move(8, {"a", 1, {}, false});
  map.Move(7, {"b", 2, {}, false});
  EXPECT_EQ(HolderOf(map, 7), "b 2");
  EXPECT_EQ(HolderOf(map, 8), "a 1");
  EXPECT_EQ(map.primaries().size(), 2u);
}

TEST(SlotMapTest, HoldsABoundedNumberOfNodes) {
  SlotMap map;
  for (int i = 1; i <= 5000; ++i) map.Move(7, {"a", static_cast<uint16_t>(i), {}, false});
  EXPECT_LE(map.primaries().size(), 4096u);
  EXPECT_EQ(HolderOf(map, 7), "nobody");
}

TEST(SlotMapTest, ReadsAClusterInWhichEachSlotIsARange) {
  std::string bytes = "*16384\r\n";
  const std::string nodes = Node(Bulk("a"), "1") + Node(Bulk("r"), "2") + Node(Bulk("s"), "3");
  for (int i = 0; i < kKeySlots; ++i)
    bytes += Range(std::to_string(i), std::to_string(i), nodes, 3);
  const auto map = Parse(bytes);
  ASSERT_TRUE(map.ok());
  EXPECT_EQ(HolderOf(map.value(), 16383), "a 1");
}

class SlotMapRefusesTest : public testing::TestWithParam<std::string> {};

TEST_P(SlotMapRefusesTest, AnotherShape) {
  EXPECT_EQ(Parse(GetParam()).status().code(), StatusCode::kUnexpectedReply);
}

INSTANTIATE_TEST_SUITE_P(All, SlotMapRefusesTest,
                         testing::Values("+OK\r\n", ":1\r\n", "*1\r\n:1\r\n",
                                         "*1\r\n*2\r\n:0\r\n:9\r\n",
                                         "*1\r\n" + Range("0", "16384", Node(Bulk("a"), "1"), 1),
                                         "*1\r\n" + Range("-1", "9", Node(Bulk("a"), "1"), 1),
                                         "*1\r\n" + Range("9", "0", Node(Bulk("a"), "1"), 1),
                                         "*1\r\n" + Range("0", "9", Node(Bulk("a"), "0"), 1),
                                         "*1\r\n" + Range("0", "9", Node(Bulk("a"), "65536"), 1),
                                         "*1\r\n" + Range("0", "9", Node(":1\r\n", "1"), 1),
                                         "*1\r\n" + Range("0", "9", "*1\r\n" + Bulk("a"), 1),
                                         "*1\r\n*3\r\n" + Bulk("__proto__") + ":9\r\n" +
                                             Node(Bulk("a"), "1")));

TEST(SlotMapTest, TellsTheSlotsOfEachNodeInTheirOrder) {
  const auto map =
      Parse("*3\r\n" + Range("100", "16383", Node(Bulk("b"), "2"), 1) +
            Range("0", "9", Node(Bulk("a"), "1"), 1) + Range("20", "99", Node(Bulk("a"), "1"), 1));
  ASSERT_TRUE(map.ok());
  const std::vector<size_t> holders = map.value().Holders();
  ASSERT_EQ(holders.size(), 2u);
  EXPECT_EQ(map.value().primaries()[holders[0]].host, "a");
  EXPECT_EQ(map.value().SlotsOf(holders[0]).count(), 90u);
  EXPECT_EQ(map.value().LastSlotOf(holders[0]), KeySlot{99});
  EXPECT_EQ(map.value().LastSlotOf(holders[1]), KeySlot{16383});
  EXPECT_FALSE(map.value().IsWhole());
}

TEST(SlotMapTest, HasNoSlotOfANodeThatHasLostAll) {
  auto map = Parse("*1\r\n" + Range("7", "7", Node(Bulk("a"), "1"), 1));
  ASSERT_TRUE(map.ok());
  map.value().Move(7, {"b", 2, {}, false});
  EXPECT_EQ(map.value().LastSlotOf(0), std::nullopt);
  EXPECT_EQ(map.value().Holders(), std::vector<size_t>{1});
}

TEST(SlotMapTest, HasADigestOfWhereEachSlotIsAndOfNothingElse) {
  const std::string a = Range("0", "99", Node(Bulk("a"), "1"), 1);
  const std::string b = Range("100", "16383", Node(Bulk("b"), "2"), 1);
  auto map = Parse("*2\r\n" + a + b);
  const auto same = Parse("*2\r\n" + b + a);
  const auto other = Parse("*2\r\n" + a + Range("100", "16383", Node(Bulk("b"), "3"), 1));
  ASSERT_TRUE(map.ok() && same.ok() && other.ok());
  EXPECT_TRUE(map.value().IsWhole());
  EXPECT_EQ(map.value().Digest(), same.value().Digest());
  EXPECT_NE(map.value().Digest(), other.value().Digest());
  map.value().Move(5, {"b", 2, {}, false});
  EXPECT_NE(map.value().Digest(), same.value().Digest());
}

// The text of CLUSTER NODES of a node with these slots.
std::string NodesOf(const std::string& flags, const std::string& slots) {
  return "id1 10.0.0.1:6379@16379 master - 0 1 2 connected 0-99\n"
         "id2 10.0.0.2:6379@16379,name " +
         flags + " - 0 0 3 connected" + slots + "\nid3 :0@0 slave,fail id2 0 0 3 disconnected\n";
}

TEST(OwnSlotsTest, AreThoseOfTheNodeThatAnswers) {
  const auto slots = OwnSlots(NodesOf("myself,master", " 100-102 7 16383"));
  ASSERT_TRUE(slots.has_value());
  EXPECT_EQ(slots->count(), 5u);
  EXPECT_TRUE(slots->test(7) && slots->test(100) && slots->test(16383));
  EXPECT_FALSE(slots->test(0));
}

TEST(OwnSlotsTest, LeaveOutASlotOnItsWayToAnotherNode) {
  const auto slots = OwnSlots(NodesOf("myself,master", " 5-6 [6->-id1] [7-<-id1]"));
  ASSERT_TRUE(slots.has_value());
  EXPECT_EQ(slots->count(), 1u);
  EXPECT_TRUE(slots->test(5));
}

TEST(OwnSlotsTest, AreNoneWithoutSlots) {
  const auto slots = OwnSlots(NodesOf("myself,master", ""));
  ASSERT_TRUE(slots.has_value());
  EXPECT_TRUE(slots->none());
}

TEST(OwnSlotsTest, AreNotReadFromAReplicaOrAnyOtherText) {
  EXPECT_EQ(OwnSlots(NodesOf("myself,slave", " 5")), std::nullopt);
  EXPECT_EQ(OwnSlots(NodesOf("master", " 5")), std::nullopt);
  EXPECT_EQ(OwnSlots(""), std::nullopt);
  for (const char* slots : {" 16384", " x", " 5-", " -5", " 6-5", " 1-16384", " 70000"}) {
    EXPECT_EQ(OwnSlots(NodesOf("myself,master", slots)), std::nullopt) << slots;
  }
}

}  // namespace
}  // namespace onceonly::redis
