#include "store/redis_command.h"

#include <string_view>
#include <utility>

#include "store/answers.h"

namespace onceonly::store {
namespace {

using resp::Reply, resp::ReplyType, redis::ReplyVerdict;

void AppendText(std::string& json, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  json += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      json.append("\\u00").append({kHex[byte >> 4], kHex[byte & 0xf]});
    } else {
      if (c == '"' || c == '\\') json += '\\';
      json += c;
    }
  }
  json += '"';
}

void AppendReply(std::string& json, const Reply& reply) {
  switch (reply.type()) {
    case ReplyType::kInteger:
      json += std::to_string(reply.integer());
      break;
    case ReplyType::kNil:
      json += "null";
      break;
    case ReplyType::kArray:
      json += '[';
      for (size_t i = 0; i < reply.size(); ++i) {
        if (i > 0) json += ',';
        AppendReply(json, reply.at(i));
      }
      json += ']';
      break;
    default:
      AppendText(json, reply.text());
  }
}

class CommandRequest final : public redis::Request {
 public:
  CommandRequest(core::AnswerSink* sink, core::CallId call, std::vector<std::string> arguments)
      : sink_(sink), call_(call), arguments_(std::move(arguments)) {}

  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    out.Begin(arguments_.size());
    for (const std::string& argument : arguments_) out.Arg(std::string_view(argument));
  }

  ReplyVerdict OnReply(const Reply& reply, redis::ServerClock&) noexcept override {
    core::Answer answer = CodeAnswer(core::AnswerCode::kReplied);
    answer.payload = reply.is_error() ? "{\"error\":" : "{\"reply\":";
    AppendReply(answer.payload, reply);
    answer.payload += '}';
    sink_->OnAnswer(call_, std::move(answer));
    return ReplyVerdict::kDone;
  }

  void OnFailure(Status why) noexcept override { sink_->OnAnswer(call_, FailedAnswer(why)); }

 private:
  core::AnswerSink* const sink_;
  const core::CallId call_;
  const std::vector<std::string> arguments_;
};

}  // namespace

redis::OwnedRequest MakeCommandRequest(core::AnswerSink* sink, core::CallId call,
                                       std::vector<std::string> arguments) {
  return redis::OwnedRequest(new CommandRequest(sink, call, std::move(arguments)));
}

}  // namespace onceonly::store
