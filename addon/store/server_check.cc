#include "store/server_check.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "resp/redirect.h"
#include "resp/server_error.h"
#include "store/scripts.h"

namespace onceonly::store {
namespace {

enum Command : size_t { kServerInfo, kMemoryInfo, kLoad, kCheck, kWait };
static_assert(kCheck == ServerCheck::kCheckIndex);

// The value of a field in the lines of INFO.
std::string FieldOf(std::string_view info, std::string_view name) {
  for (size_t at = 0; at < info.size();) {
    const size_t end = std::min(info.find("\r\n", at), info.size());
    const std::string_view line = info.substr(at, end - at);
    if (line.starts_with(name)) return std::string(line.substr(name.size()));
    at = end + 2;
  }
  return {};
}

// A server that answers anything else is not one whose user lacks something.
std::string_view NamesOnly(std::string_view text) {
  const bool ok = std::all_of(text.begin(), text.end(),
                              [](char c) { return c == ' ' || (c >= 'A' && c <= 'Z'); });
  return ok ? text : std::string_view();
}

// The permission that the user lacks if the check itself fails. Without SCRIPT LOAD it fails too,
// and the requests send the texts of the scripts.
std::string_view Refused(std::string_view error) {
  if (resp::ServerErrorCode(error) != StatusCode::kNoPermission) return {};
  return error.find("access") == std::string_view::npos ? "EVALSHA" : "access to the keys";
}

// "7.0.15" as {7, 0}; {0, 0} for anything else.
std::pair<int, int> MajorAndMinor(std::string_view version) {
  std::pair<int, int> numbers;
  const char* const end = version.data() + version.size();
  const auto major = std::from_chars(version.data(), end, numbers.first);
  if (major.ptr != end) std::from_chars(major.ptr + 1, end, numbers.second);
  return numbers;
}

// Valkey tells Redis programs the version of Redis that it began from, and its own beside it.
ServerTraits TraitsOf(std::string_view info) {
  ServerTraits traits;
  const auto redis = MajorAndMinor(FieldOf(info, "redis_version:"));
  const auto valkey = MajorAndMinor(FieldOf(info, "valkey_version:"));
  if (redis.first > 0) traits.inserts = redis >= std::pair(7, 0);
  traits.swaps = valkey >= std::pair(8, 1) || redis >= std::pair(8, 4);
  return traits;
}

}  // namespace

ServerCheck::ServerCheck(std::string_view prefix, bool refuses_users, int64_t min_replicas,
                         int64_t wait_ms)
    : prefix_(prefix),
      refuses_users_(refuses_users),
      min_replicas_(min_replicas),
      wait_ms_(wait_ms) {}

std::vector<std::vector<std::string>> ServerCheck::Commands() const {
  const Script script = PrepareScript("check-2");
  std::vector<std::vector<std::string>> commands = {
      {"INFO", "server"},
      {"INFO", "memory"},
      {"SCRIPT", "LOAD", std::string(script.text)},
      {"EVALSHA", script.sha1, "1", prefix_ + ":result:{check}"}};
  // On some servers this waits for what they have written last. On others it counts the replicas.
  if (min_replicas_ > 0) {
    commands.push_back({"WAIT", std::to_string(min_replicas_), std::to_string(wait_ms_)});
  }
  return commands;
}

std::vector<std::string> ServerCheck::CommandIn(redis::KeySlot slot) {
  slot_ = slot;
  const Script script = PrepareScript("check-2");
  return {"EVALSHA", script.sha1, "1", prefix_ + ":result:{" + redis::TagOfSlot(slot) + "}"};
}

Status ServerCheck::OnChecked(const resp::Reply& reply) {
  const resp::ClusterError kind =
      reply.is_error() ? resp::ClusterErrorOf(reply.text()) : resp::ClusterError::kNone;
  is_elsewhere_ = kind != resp::ClusterError::kNone;
  if (is_elsewhere_ && slot_) {
    const bool is_down = kind == resp::ClusterError::kClusterDown;
    return is_down ? StatusCode::kClusterDown : StatusCode::kSlotMoving;
  }
  facts_.refused_commands = reply.is_error() ? Refused(reply.text()) : NamesOnly(reply.text());
  return {};
}

Status ServerCheck::OnReply(size_t index, const resp::Reply& reply) {
  if (index == 0) facts_ = {};
  const std::string_view text = reply.is_error() ? std::string_view() : reply.text();
  if (index == kServerInfo) {
    facts_.version = FieldOf(text, "redis_version:");
    facts_.mode = FieldOf(text, "redis_mode:");
    traits_ = TraitsOf(text);
  }
  if (index == kMemoryInfo) facts_.eviction_policy = FieldOf(text, "maxmemory_policy:");
  if (index == kCheck) {
    if (const Status checked = OnChecked(reply); !checked.ok()) return checked;
  }
  if (index == kWait && min_replicas_ > 0) {
    if (!reply.is_error() && reply.integer() < min_replicas_) return StatusCode::kNoReplicas;
    if (reply.is_error() && !Refused(reply.text()).empty()) facts_.refused_commands = "WAIT";
  }
  const bool is_refused = refuses_users_ && !facts_.refused_commands.empty();
  return is_refused ? StatusCode::kNoPermission : StatusCode::kOk;
}

}  // namespace onceonly::store
