#include "describe_reply.h"

#include <cstdlib>

#include "require.h"
#include "resp/redirect.h"
#include "resp/server_error.h"

namespace onceonly::fuzz {
namespace {

// A string that is a number can be read as one; what is no number, or too large, reads as zero.
void CheckNumberIn(const resp::Reply& reply) {
  if (reply.integer() == 0) return;
  const std::string text(reply.text());
  char* end = nullptr;
  const int64_t expected = std::strtoll(text.c_str(), &end, 10);
  Require(*end == '\0' && reply.integer() == expected, "a decimal string is its number");
}

// A redirect leads to a slot and an endpoint that there can be, and says what the error says.
void CheckRedirectIn(const std::string& error) {
  const auto redirect = resp::ParseRedirect(error);
  const resp::ClusterError kind = resp::ClusterErrorOf(error);
  if (!redirect) return;
  Require(kind == resp::ClusterError::kMoved || kind == resp::ClusterError::kAsk,
          "only MOVED and ASK lead to another node");
  Require(redirect->slot < 16384 && redirect->port != 0, "a redirect has a slot and a port");
  Require(error.find(std::string(redirect->host) + ":") != std::string::npos,
          "the host of a redirect is a part of the error");
}

}  // namespace

std::string DescribeReply(const resp::Reply& reply) {
  using resp::ReplyType;
  const std::string text(reply.text());
  switch (reply.type()) {
    case ReplyType::kString:
      CheckNumberIn(reply);
      return "$" + text;
    case ReplyType::kStatus:
      return "+" + text;
    case ReplyType::kError:
      CheckRedirectIn(text);
      Require(resp::ServerErrorCode(text) != StatusCode::kOk, "an error reply has a code");
      return "-" + text;
    case ReplyType::kInteger:
      return ":" + std::to_string(reply.integer());
    case ReplyType::kNil:
      return "nil";
    case ReplyType::kArray:
      break;
  }
  std::string items;
  for (size_t i = 0; i < reply.size(); ++i) items += DescribeReply(reply.at(i)) + ",";
  return "[" + items + "]";
}

}  // namespace onceonly::fuzz
