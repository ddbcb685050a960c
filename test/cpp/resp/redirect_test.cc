#include "resp/redirect.h"

#include <gtest/gtest.h>

#include <string>

namespace onceonly::resp {
namespace {

TEST(RedirectTest, TellsTheErrorsOfAClusterApart) {
  EXPECT_EQ(ClusterErrorOf("MOVED 3999 127.0.0.1:6381"), ClusterError::kMoved);
  EXPECT_EQ(ClusterErrorOf("ASK 3999 127.0.0.1:6381"), ClusterError::kAsk);
  EXPECT_EQ(ClusterErrorOf("TRYAGAIN Multiple keys request during rehashing of slot"),
            ClusterError::kTryAgain);
  EXPECT_EQ(ClusterErrorOf("CLUSTERDOWN The cluster is down"), ClusterError::kClusterDown);
  EXPECT_EQ(ClusterErrorOf("CROSSSLOT Keys in request don't hash to the same slot"),
            ClusterError::kCrossSlot);
  EXPECT_EQ(ClusterErrorOf("ERR MOVED 3999 127.0.0.1:6381"), ClusterError::kNone);
  EXPECT_EQ(ClusterErrorOf("MOVEDX"), ClusterError::kNone);
  EXPECT_EQ(ClusterErrorOf(""), ClusterError::kNone);
}

std::string Parsed(std::string_view error) {
  const auto redirect = ParseRedirect(error);
  if (!redirect) return "none";
  return std::to_string(redirect->slot) + " at " + std::string(redirect->host) + " port " +
         std::to_string(redirect->port);
}

TEST(RedirectTest, ReadsSlotAndEndpoint) {
  EXPECT_EQ(Parsed("MOVED 3999 127.0.0.1:6381"), "3999 at 127.0.0.1 port 6381");
  EXPECT_EQ(Parsed("ASK 0 node-2.example:7000"), "0 at node-2.example port 7000");
  EXPECT_EQ(Parsed("MOVED 16383 ::1:6381"), "16383 at ::1 port 6381");
  EXPECT_EQ(Parsed("MOVED 1 :65535"), "1 at  port 65535");
}

TEST(RedirectTest, TakesNothingElseForARedirect) {
  for (const std::string_view error :
       {"MOVED", "MOVED 3999", "MOVED 3999 127.0.0.1", "MOVED 16384 127.0.0.1:1",
        "MOVED -1 127.0.0.1:1", "MOVED x 127.0.0.1:1", "MOVED 1 127.0.0.1:0",
        "MOVED 1 127.0.0.1:65536", "MOVED 1 127.0.0.1:", "MOVED 1 ?:6381", "TRYAGAIN 1 127.0.0.1:1",
        "ERR MOVED 1 127.0.0.1:1", ""}) {
    EXPECT_EQ(Parsed(error), "none") << error;
  }
}

}  // namespace
}  // namespace onceonly::resp
