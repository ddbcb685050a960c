#include "redis/handshake.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "resp/reply_reader.h"

namespace onceonly::redis {
namespace {

constexpr char kTimeReply[] = "*2\r\n$10\r\n1700000000\r\n$6\r\n500000\r\n";

class HandshakeTest : public ::testing::Test {
 protected:
  HandshakeTest() { server_clock_.ReadAt(1000); }

  Status Reply(const std::string& resp) {
    reader_.Reset();
    reader_.Feed(resp);
    const auto next = reader_.Next();
    EXPECT_TRUE(next.ok() && next.value());
    return handshake_.OnReply(*next.value());
  }
  StatusCode Refuse(const std::string& error) { return Reply("-" + error + "\r\n").code(); }

  SystemClock clock_;
  ServerClock server_clock_{&clock_};
  ConnectionOptions options_;
  Handshake handshake_{&options_, &server_clock_};

 private:
  resp::ReplyReader reader_;
};

TEST_F(HandshakeTest, SaysWhoItIsAndAsksForTheTime) {
  EXPECT_EQ(handshake_.Encode(""),
            "*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$8\r\nonceonly\r\n*1\r\n$4\r\nTIME\r\n");
  EXPECT_TRUE(Reply("+OK\r\n").ok());
  EXPECT_FALSE(handshake_.done());
  EXPECT_TRUE(Reply(kTimeReply).ok());
  EXPECT_TRUE(handshake_.done());
  EXPECT_EQ(handshake_.last_setup(), std::nullopt);
  EXPECT_EQ(server_clock_.ToServerMs(1000), 1'700'000'000'500);
}

TEST_F(HandshakeTest, LogsInAndSelectsFirst) {
  options_.login = {"app", "unused", 7};
  options_.setup = {{"SCRIPT", "LOAD", "x"}};
  EXPECT_EQ(handshake_.Encode("pw"),
            "*3\r\n$4\r\nAUTH\r\n$3\r\napp\r\n$2\r\npw\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n7\r\n"
            "*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$8\r\nonceonly\r\n*1\r\n$4\r\nTIME\r\n"
            "*3\r\n$6\r\nSCRIPT\r\n$4\r\nLOAD\r\n$1\r\nx\r\n");
}

TEST_F(HandshakeTest, NumbersTheRepliesToItsSetup) {
  options_.setup = {{"A"}, {"B"}};
  handshake_.Encode("");
  EXPECT_TRUE(Reply("+OK\r\n").ok());
  EXPECT_TRUE(Reply(kTimeReply).ok());
  EXPECT_EQ(handshake_.last_setup(), std::nullopt);
  EXPECT_TRUE(Reply("-ERR no\r\n").ok());
  EXPECT_EQ(handshake_.last_setup(), 0u);
  EXPECT_FALSE(handshake_.done());
  EXPECT_TRUE(Reply("+OK\r\n").ok());
  EXPECT_EQ(handshake_.last_setup(), 1u);
  EXPECT_TRUE(handshake_.done());
}

TEST_F(HandshakeTest, NeedsTheLoginAndTheDatabaseAlone) {
  options_.login.db = 1;
  handshake_.Encode("pw");
  EXPECT_EQ(Refuse("ERR AUTH called without any password"), StatusCode::kAuthFailed);
  EXPECT_EQ(Refuse("ERR DB index is out of range"), StatusCode::kNoDatabase);
  EXPECT_EQ(Refuse("NOPERM no"), StatusCode::kOk);
  EXPECT_EQ(Refuse("NOPERM no"), StatusCode::kOk);
  EXPECT_TRUE(handshake_.done());
  EXPECT_FALSE(server_clock_.is_known());
}

TEST_F(HandshakeTest, LeavesAServerThatIsNoPrimaryWhereItMustBeOne) {
  constexpr char kHead[] =
      "*6\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:2\r\n$4\r\nrole\r\n";
  options_.must_be_primary = true;
  for (const auto& [role, wanted] : {std::pair{"$6\r\nmaster\r\n", StatusCode::kOk},
                                     {"$7\r\nreplica\r\n", StatusCode::kReadOnly}}) {
    EXPECT_TRUE(handshake_.Encode("").ends_with("*1\r\n$5\r\nHELLO\r\n"));
    EXPECT_TRUE(Reply("+OK\r\n").ok());
    EXPECT_TRUE(Reply(kTimeReply).ok());
    EXPECT_EQ(Reply(std::string(kHead) + role).code(), wanted);
    EXPECT_TRUE(handshake_.done());
  }
}

TEST_F(HandshakeTest, TakesAServerThatDoesNotTellItsRoleForAPrimary) {
  options_.must_be_primary = true;
  for (const char* const reply : {"-ERR unknown command\r\n", "+OK\r\n", "*0\r\n",
                                  "*1\r\n$4\r\nrole\r\n", "*2\r\n:1\r\n$4\r\nrole\r\n"}) {
    handshake_.Encode("");
    EXPECT_TRUE(Reply("+OK\r\n").ok());
    EXPECT_TRUE(Reply(kTimeReply).ok());
    EXPECT_TRUE(Reply(reply).ok());
  }
}

TEST_F(HandshakeTest, BelievesAServerThatRefusesAnyCommandForWantOfALogin) {
  handshake_.Encode("");
  EXPECT_EQ(Refuse("NOAUTH Authentication required."), StatusCode::kAuthFailed);
  handshake_.Encode("");
  EXPECT_EQ(Refuse("DENIED Redis is running in protected mode"), StatusCode::kProtectedMode);
  handshake_.Encode("");
  EXPECT_EQ(Refuse("ERR max number of clients reached"), StatusCode::kConnectFailed);
}

}  // namespace
}  // namespace onceonly::redis
