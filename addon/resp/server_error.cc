#include "resp/server_error.h"

#include <array>

namespace onceonly::resp {
namespace {

struct ErrorRow {
  std::string_view word;
  StatusCode code;
};

constexpr std::array<ErrorRow, 18> kErrorWords = {{
    {"NOSCRIPT", StatusCode::kNoScript},
    {"OOM", StatusCode::kOutOfMemory},
    {"LOADING", StatusCode::kLoading},
    {"READONLY", StatusCode::kReadOnly},
    {"MASTERDOWN", StatusCode::kMasterDown},
    {"MISCONF", StatusCode::kMisconf},
    {"NOREPLICAS", StatusCode::kNoReplicas},
    {"BUSY", StatusCode::kBusy},
    {"NOAUTH", StatusCode::kAuthFailed},
    {"WRONGPASS", StatusCode::kAuthFailed},
    {"DENIED", StatusCode::kProtectedMode},  // sent before it hangs up
    {"NOPERM", StatusCode::kNoPermission},
    {"WRONGTYPE", StatusCode::kWrongType},
    {"MOVED", StatusCode::kCluster},
    {"ASK", StatusCode::kCluster},
    {"CROSSSLOT", StatusCode::kCluster},
    {"CLUSTERDOWN", StatusCode::kCluster},
    {"TRYAGAIN", StatusCode::kCluster},
}};

// Errors that the server names by a sentence only.
constexpr std::array<ErrorRow, 6> kErrorSentences = {{
    {"ERR The user executing the script can't", StatusCode::kNoPermission},  // Redis 7.0
    {"ERR ACL failure in script", StatusCode::kNoPermission},                // Redis 7.2
    {"ERR DB index is out of range", StatusCode::kNoDatabase},
    {"ERR invalid DB index", StatusCode::kNoDatabase},
    {"ERR SELECT is not allowed in cluster mode", StatusCode::kCluster},
    {"ERR max number of clients reached", StatusCode::kConnectFailed},  // sent before it hangs up
}};

StatusCode CodeOfFirstWord(std::string_view error) noexcept {
  const std::string_view word = error.substr(0, error.find(' '));
  for (const ErrorRow& row : kErrorWords) {
    if (row.word == word) return row.code;
  }
  return StatusCode::kServerError;
}

// Redis 6.2: "ERR Error running script (call to f_<sha1>): @user_script:1: @user_script: 1: -OOM
// command ...".
StatusCode CodeInsideScriptError(std::string_view error) noexcept {
  for (size_t at = error.find(": "); at != std::string_view::npos; at = error.find(": ")) {
    error.remove_prefix(at + 2);
    const StatusCode code = CodeOfFirstWord(error.starts_with('-') ? error.substr(1) : error);
    if (code != StatusCode::kServerError) return code;
  }
  return StatusCode::kServerError;
}

}  // namespace

StatusCode ServerErrorCode(std::string_view error) noexcept {
  for (const ErrorRow& row : kErrorSentences) {
    if (error.starts_with(row.word)) return row.code;
  }
  if (error.starts_with("ERR Error running script")) return CodeInsideScriptError(error);
  return CodeOfFirstWord(error);
}

}  // namespace onceonly::resp
