#include "resp/server_error.h"

#include <gtest/gtest.h>

#include "resp/reply.h"

namespace onceonly::resp {
namespace {

struct ErrorCase {
  std::string_view text;
  StatusCode code;
};

class ServerErrorTest : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(ServerErrorTest, HasItsCode) {
  EXPECT_EQ(StatusName(ServerErrorCode(GetParam().text)), StatusName(GetParam().code))
      << GetParam().text;
}

// Texts of Redis 6.2, 7.0 and 7.2.
INSTANTIATE_TEST_SUITE_P(
    Replies, ServerErrorTest,
    ::testing::Values(
        ErrorCase{"NOSCRIPT No matching script. Please use EVAL.", StatusCode::kNoScript},
        ErrorCase{"OOM command not allowed when used memory > 'maxmemory'.",
                  StatusCode::kOutOfMemory},
        ErrorCase{"OOM command not allowed when used memory > 'maxmemory'. script: "
                  "9f7a, on @user_script:4.",
                  StatusCode::kOutOfMemory},
        ErrorCase{"LOADING Redis is loading the dataset in memory", StatusCode::kLoading},
        ErrorCase{"READONLY You can't write against a read only replica.", StatusCode::kReadOnly},
        ErrorCase{"MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to "
                  "'no'.",
                  StatusCode::kMasterDown},
        ErrorCase{"MISCONF Redis is configured to save RDB snapshots", StatusCode::kMisconf},
        ErrorCase{"NOREPLICAS Not enough good replicas to write.", StatusCode::kNoReplicas},
        ErrorCase{"BUSY Redis is busy running a script.", StatusCode::kBusy},
        ErrorCase{"NOAUTH Authentication required.", StatusCode::kAuthFailed},
        ErrorCase{"WRONGPASS invalid username-password pair or user is disabled.",
                  StatusCode::kAuthFailed},
        ErrorCase{"NOPERM this user has no permissions to run the 'time' command",
                  StatusCode::kNoPermission},
        ErrorCase{"ERR The user executing the script can't run this command or subcommand script: "
                  "bd6f, on @user_script:1.",
                  StatusCode::kNoPermission},
        ErrorCase{"ERR ACL failure in script: User app has no permissions to run the 'set' command",
                  StatusCode::kNoPermission},
        ErrorCase{"WRONGTYPE Operation against a key holding the wrong kind of value",
                  StatusCode::kWrongType},
        ErrorCase{"MOVED 3999 127.0.0.1:6381", StatusCode::kCluster},
        ErrorCase{"ASK 3999 127.0.0.1:6381", StatusCode::kCluster},
        ErrorCase{"CROSSSLOT Keys in request don't hash to the same slot", StatusCode::kCluster},
        ErrorCase{"CLUSTERDOWN The cluster is down", StatusCode::kCluster},
        ErrorCase{"ERR max number of clients reached", StatusCode::kConnectFailed},
        ErrorCase{"DENIED Redis is running in protected mode because protected mode is enabled",
                  StatusCode::kProtectedMode},
        ErrorCase{"ERR DB index is out of range", StatusCode::kNoDatabase},
        ErrorCase{"ERR invalid DB index", StatusCode::kNoDatabase},
        ErrorCase{"ERR SELECT is not allowed in cluster mode", StatusCode::kCluster},
        ErrorCase{"ERR unknown command", StatusCode::kServerError},
        ErrorCase{"ERR unknown command 'x', with args beginning with: ': OOM '",
                  StatusCode::kServerError},
        ErrorCase{"ERR OOM", StatusCode::kServerError}, ErrorCase{"OOMX", StatusCode::kServerError},
        ErrorCase{"", StatusCode::kServerError}, ErrorCase{"-OOM", StatusCode::kServerError}));

INSTANTIATE_TEST_SUITE_P(
    InsideScriptsOfRedis62, ServerErrorTest,
    ::testing::Values(
        ErrorCase{"ERR Error running script (call to f_2fa2): @user_script:1: @user_script: 1: "
                  "-OOM command not allowed when used memory > 'maxmemory'. ",
                  StatusCode::kOutOfMemory},
        ErrorCase{"ERR Error running script (call to f_2fa2): @user_script:1: @user_script: 1: "
                  "-READONLY You can't write against a read only replica. ",
                  StatusCode::kReadOnly},
        ErrorCase{"ERR Error running script (call to f_2fa2): @user_script:1: WRONGTYPE Operation "
                  "against a key holding the wrong kind of value ",
                  StatusCode::kWrongType},
        ErrorCase{"ERR Error running script (call to f_2fa2): @user_script:1: user_script:1: "
                  "attempt to index a nil value ",
                  StatusCode::kServerError}));

}  // namespace
}  // namespace onceonly::resp
