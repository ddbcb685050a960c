#include "redis/channels.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "resp/command.h"

namespace onceonly::redis {
namespace {

class ChannelsTest : public ::testing::Test {
 protected:
  // What the server is told of the changes: "+a" to subscribe, "-a" to unsubscribe.
  std::string Changes() {
    resp::CommandWriter out;
    asked_ = channels_.EncodeChanges(out);
    const std::string resp = out.Take();
    std::string changes;
    for (const Channels::Asked& asked : asked_) {
      changes += (asked.serial == 0 ? "-" : "+") + asked.channel;
    }
    EXPECT_EQ(resp.find("SUBSCRIBE") != std::string::npos, !changes.empty());
    return changes;
  }

  Channels channels_;
  std::vector<Channels::Asked> asked_;
};

TEST_F(ChannelsTest, AsksOnceForAChannelThatManyWant) {
  EXPECT_FALSE(channels_.Want("a"));
  EXPECT_FALSE(channels_.Want("a"));
  EXPECT_TRUE(channels_.any_wanted());
  EXPECT_EQ(Changes(), "+a");
  const Channels::Asked first = asked_[0];
  EXPECT_EQ(Changes(), "");
  EXPECT_TRUE(channels_.Confirm(first));
  EXPECT_TRUE(channels_.Want("a"));
  channels_.Drop("a");
  channels_.Drop("a");
  EXPECT_EQ(Changes(), "");
  channels_.Drop("a");
  EXPECT_EQ(Changes(), "-a");
  EXPECT_FALSE(channels_.any_wanted());
}

TEST_F(ChannelsTest, WritesTheCommands) {
  resp::CommandWriter out;
  channels_.Want("ab");
  channels_.EncodeChanges(out);
  channels_.Drop("ab");
  channels_.EncodeChanges(out);
  EXPECT_EQ(out.view(),
            "*2\r\n$9\r\nSUBSCRIBE\r\n$2\r\nab\r\n*2\r\n$11\r\nUNSUBSCRIBE\r\n$2\r\nab\r\n");
}

TEST_F(ChannelsTest, SaysNothingOfWhatWasDroppedBeforeItWasAsked) {
  channels_.Want("a");
  channels_.Drop("a");
  EXPECT_EQ(Changes(), "");
}

TEST_F(ChannelsTest, PassesOverADropOfWhatNobodyWants) {
  channels_.Drop("a");
  channels_.Want("b");
  channels_.Drop("b");
  channels_.Drop("b");
  EXPECT_FALSE(channels_.any_wanted());
  EXPECT_EQ(Changes(), "");
}

TEST_F(ChannelsTest, WaitsForTheAnswerToTheLaterOfTwoSubscriptions) {
  channels_.Want("a");
  Changes();
  const Channels::Asked first = asked_[0];
  channels_.Drop("a");
  EXPECT_EQ(Changes(), "-a");
  EXPECT_FALSE(channels_.Confirm(asked_[0]));
  channels_.Want("a");
  EXPECT_EQ(Changes(), "+a");
  EXPECT_FALSE(channels_.Confirm(first));
  EXPECT_FALSE(channels_.Want("a"));
  EXPECT_TRUE(channels_.Confirm(asked_[0]));
  EXPECT_TRUE(channels_.Want("a"));
}

TEST_F(ChannelsTest, DoesNotTellOfAChannelThatNobodyWantsAnyMore) {
  channels_.Want("a");
  Changes();
  channels_.Drop("a");
  EXPECT_FALSE(channels_.Confirm(asked_[0]));
}

TEST_F(ChannelsTest, AsksForAllThatIsWantedOnANewConnection) {
  channels_.Want("a");
  channels_.Want("b");
  Changes();
  channels_.Confirm(asked_[0]);
  const Channels::Asked old = asked_[0];
  channels_.Drop("b");
  channels_.StartAnew();
  EXPECT_EQ(Changes(), "+a");
  EXPECT_FALSE(channels_.Confirm(old));
  EXPECT_TRUE(channels_.Confirm(asked_[0]));
}

}  // namespace
}  // namespace onceonly::redis
