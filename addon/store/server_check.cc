#include "store/server_check.h"

#include <algorithm>

namespace onceonly::store {
namespace {

enum Command : size_t { kServerInfo, kMemoryInfo, kLoad, kCheck };

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

// What the user lacks if the check itself fails. Without SCRIPT LOAD it fails too, and the requests
// send their texts.
std::string_view Refused(std::string_view error) {
  if (redis::ServerErrorCode(error) != StatusCode::kNoPermission) return {};
  return error.find("access") == std::string_view::npos ? "EVALSHA" : "access to the keys";
}

}  // namespace

ServerCheck::ServerCheck(std::string_view prefix) : prefix_(prefix) {}

std::vector<std::vector<std::string>> ServerCheck::Commands() const {
  const Script script = PrepareScriptText(CheckScript());
  return {{"INFO", "server"},
          {"INFO", "memory"},
          {"SCRIPT", "LOAD", std::string(script.text)},
          {"EVALSHA", script.sha1, "2", prefix_ + ":lock:{check}", prefix_ + ":result:{check}"}};
}

Status ServerCheck::OnReply(size_t index, const redis::Reply& reply) {
  if (index == 0) facts_ = {};
  const std::string_view text = reply.is_error() ? std::string_view() : reply.text();
  if (index == kServerInfo) facts_.version = FieldOf(text, "redis_version:");
  if (index == kMemoryInfo) facts_.eviction_policy = FieldOf(text, "maxmemory_policy:");
  if (index == kCheck) {
    facts_.refused_commands = reply.is_error() ? Refused(reply.text()) : NamesOnly(text);
  }
  return facts_.refused_commands.empty() ? StatusCode::kOk : StatusCode::kNoPermission;
}

}  // namespace onceonly::store
