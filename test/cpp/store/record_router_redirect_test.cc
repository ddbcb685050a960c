// Where a question goes that a node of a cluster does not answer itself.
#include <gtest/gtest.h>

#include <string>

#include "store/router_fixture.h"

namespace onceonly::store {
namespace {

class RouterRedirectTest : public RouterTest {};

TEST_F(RouterRedirectTest, FollowsMovedAndKeepsToIt) {
  OpenWithMap(1);
  node(1).answers = {node(2).Moved("id")};
  node(2).usual = kFound;
  EXPECT_EQ(Look(), "record other");
  EXPECT_EQ(router_->PartOf("id"), node(2).At());
  EXPECT_EQ(Look(), "record other");
  EXPECT_EQ(node(1).asked.size(), 1U);
  EXPECT_EQ(node(2).asked.size(), 2U);
}

TEST_F(RouterRedirectTest, FollowsAskOnceAndLeavesTheMapAsItIs) {
  OpenWithMap(1);
  node(1).answers = {node(2).Ask("id")};
  node(2).usual = kFound;
  EXPECT_EQ(Look(), "record other");
  EXPECT_EQ(node(2).asked, (std::vector<std::string>{"ASKING", "EVALSHA"}));
  EXPECT_EQ(router_->PartOf("id"), node(1).At());
  EXPECT_EQ(Look(), "record none");
}

TEST_F(RouterRedirectTest, InsertsNothingWhereItWasRedirectedTo) {
  OpenWithMap(1);
  node(1).answers = {node(2).Ask("id")};
  EXPECT_EQ(Insert(), "SLOT_MOVING");
  EXPECT_EQ(Times(node(2), "SET"), 0U);
  node(1).answers = {node(2).Moved("id")};
  EXPECT_EQ(Insert(), "record none");
  EXPECT_EQ(Times(node(2), "SET"), 0U);
}

TEST_F(RouterRedirectTest, ReconnectsWhereANodeMovesTheSlotToItself) {
  OpenWithMap(1);
  const int before = node(1).server.connections();
  node(1).answers = {node(1).Moved("id")};
  node(1).usual = kFound;
  EXPECT_EQ(Look(), "record other");
  EXPECT_EQ(node(1).server.connections(), before + 1);
}

TEST_F(RouterRedirectTest, EndsAQuestionThatNodesSendInACircle) {
  OpenWithMap(1);
  node(1).usual = node(2).Moved("id");
  node(2).usual = node(1).Moved("id");
  EXPECT_EQ(Look(), "TOO_MANY_REDIRECTS");
  EXPECT_EQ(node(1).asked.size() + node(2).asked.size(), 3U);
}

TEST_F(RouterRedirectTest, FollowsNoRedirectThatLeadsNowhere) {
  OpenWithMap(1);
  for (const char* const error :
       {"-MOVED 1 ?:0\r\n", "-MOVED 99999 127.0.0.1:7000\r\n", "-MOVED x y\r\n", "-MOVED\r\n"}) {
    node(1).answers = {error};
    EXPECT_EQ(Look(), "SLOT_MOVING") << error;
  }
  EXPECT_EQ(router_->PartOf("id"), node(1).At());
}

TEST_F(RouterRedirectTest, TakesAnEmptyHostForThatOfTheNodeItself) {
  OpenWithMap(1);
  const std::string slot = std::to_string(redis::SlotOfKey("id"));
  const std::string port = std::to_string(node(2).server.endpoint().port);
  node(1).answers = {"-MOVED " + slot + " :" + port + "\r\n"};
  node(2).usual = kFound;
  EXPECT_EQ(Look(), "record other");
}

TEST_F(RouterRedirectTest, WaitsForASlotThatIsHalfMoved) {
  OpenWithMap(1);
  node(1).answers = {"-TRYAGAIN Multiple keys request during rehashing of slot\r\n"};
  EXPECT_EQ(Look(), "SLOT_MOVING");
  EXPECT_EQ(router_->PartOf("id"), node(1).At());
}

TEST_F(RouterRedirectTest, FailsReadOnlyAndLooksForThePrimary) {
  OpenWithMap(1);
  HoldsAll(2);
  node(1).answers = {"-READONLY You can't write against a read only replica.\r\n"};
  EXPECT_EQ(Insert(), "READ_ONLY");
  RunUntil([&] { return router_->PartOf("id") == node(2).At(); });
  node(2).usual = "$5\r\nother\r\n";
  EXPECT_EQ(Insert(), "record other");
}

TEST_F(RouterRedirectTest, TakesAServerThatIsNoClusterAsItIs) {
  for (auto& each : nodes_) each->mode = "standalone";
  Open({});
  EXPECT_EQ(Look(), "record none");
  EXPECT_EQ(node(0).maps, 0);
  EXPECT_TRUE(router_->nodes().empty());
  EXPECT_EQ(router_->PartOf("id"), "");
}

}  // namespace
}  // namespace onceonly::store
