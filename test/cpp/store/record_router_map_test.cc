// How a router comes by the map of a cluster, and what it makes of news.
#include <gtest/gtest.h>

#include <string>

#include "store/router_fixture.h"

namespace onceonly::store {
namespace {

class RouterMapTest : public RouterTest {
 protected:
  int Maps() { return node(0).maps + node(1).maps + node(2).maps; }
  std::string StateOf(size_t at) {
    for (const NodeState& each : router_->nodes()) {
      if (each.endpoint != node(at).server.endpoint()) continue;
      return std::string(StatusName(each.last_error.code()));
    }
    return "unknown";
  }
};

TEST_F(RouterMapTest, AsksOneNodeAfterTheOtherUntilOneTellsAMap) {
  Open();
  node(2).slots = "*1\r\n" + node(2).Range(0, 16383);
  Look();
  RunUntil([&] { return !router_->nodes().empty(); });
  EXPECT_EQ(node(0).maps, 1);
  EXPECT_EQ(node(1).maps, 1);
  EXPECT_EQ(node(2).maps, 1);
  EXPECT_EQ(Look(), "record none");
}

TEST_F(RouterMapTest, RecognisesAClusterByItsFirstNode) {
  HoldsAll(1);
  Open({});
  EXPECT_EQ(Look(), "record none");
  EXPECT_EQ(Look(), "CLUSTER_DOWN");
  RunUntil([&] { return !router_->nodes().empty(); });
  EXPECT_EQ(Look(), "record none");
  EXPECT_EQ(router_->PartOf("id"), node(1).At());
}

TEST_F(RouterMapTest, AsksForOneMapInAStreamOfRedirects) {
  OpenWithMap(1);
  const int before = Maps();
  const SystemClock clock;
  const int64_t began_ms = clock.NowMs();
  for (int i = 0; i < 100; ++i) {
    node(1).answers = {node(2).Moved("id")};
    node(2).answers = {node(1).Moved("id"), node(1).Moved("id")};
    Look();
  }
  EXPECT_LE(Maps() - before, 1 + (clock.NowMs() - began_ms) / redis::MapRefresh::kApartMs);
  EXPECT_EQ(node(2).server.connections(), 1);
}

TEST_F(RouterMapTest, FailsAQuestionAboutASlotThatNobodyHolds) {
  OpenWithMap(1);
  const int slot = redis::SlotOfKey("id");
  for (auto& each : nodes_) each->slots = "*1\r\n" + node(1).Range(slot + 1, 16383);
  node(1).answers = {"-CLUSTERDOWN Hash slot not served\r\n"};
  EXPECT_EQ(Look(), "CLUSTER_DOWN");
  RunUntil([&] { return router_->PartOf("id").empty(); });
  EXPECT_EQ(Look(), "CLUSTER_DOWN");
  EXPECT_EQ(node(1).asked.size(), 1U);
}

TEST_F(RouterMapTest, AsksANodeThatSaysClusterDownForASecondNoMore) {
  OpenWithMap(1);
  node(1).usual = "-CLUSTERDOWN The cluster is down\r\n";
  std::string said;
  do said = Look();
  while (said == "CLUSTER_DOWN");
  EXPECT_EQ(said, "BREAKER_OPEN");
  EXPECT_EQ(StateOf(1), "CLUSTER_DOWN");
  const size_t asked = node(1).asked.size();
  for (int i = 0; i < 10; ++i) Look();
  EXPECT_LE(node(1).asked.size(), asked + 1);
  node(1).usual = kNothing;
  do said = Look();
  while (said == "BREAKER_OPEN");
  EXPECT_EQ(said, "record none");
  EXPECT_EQ(StateOf(1), "OK");
}

TEST_F(RouterMapTest, LetsAnOwnerThroughToANodeThatSaysClusterDown) {
  OpenWithMap(1);
  node(1).usual = "-CLUSTERDOWN The cluster is down\r\n";
  while (Look() == "CLUSTER_DOWN") continue;
  const auto owners = [&] {
    return Ask([&](ToldReader* reader) { router_->Look("id", {2000, true}, reader); });
  };
  EXPECT_EQ(owners(), "CLUSTER_DOWN");
  node(1).usual = kNothing;
  EXPECT_EQ(owners(), "record none");
  EXPECT_EQ(Look(), "record none");
}

TEST_F(RouterMapTest, SendsWhatWaitsForANodeToItsSuccessor) {
  OpenWithMap(1);
  HoldsAll(2);
  node(1).on_question = [](redis::FakeServer::Peer& peer) { peer.Close(); };
  node(2).usual = kFound;
  EXPECT_EQ(Look(), "REPLY_LOST");
  RunUntil([&] { return router_->PartOf("id") == node(2).At(); });
  EXPECT_EQ(Look(), "record other");
}

TEST_F(RouterMapTest, ClosesWithEveryQuestionAnswered) {
  OpenWithMap(1);
  node(1).usual = "";
  ToldReader sent;
  router_->Look("id", {2000, false}, &sent);
  RunUntil([&] { return !node(1).asked.empty(); });
  ToldReader waiting;
  router_->Look("id", {2000, false}, &waiting);
  router_->Close();
  EXPECT_EQ(sent.said, "REPLY_LOST");
  EXPECT_EQ(waiting.said, "STORE_CLOSED");
  ToldReader late;
  router_->Look("id", {2000, false}, &late);
  EXPECT_EQ(late.calls, 1);
  RunToEnd();
}

}  // namespace
}  // namespace onceonly::store
