#include "redis/recording.h"

#include <utility>

namespace onceonly::redis {

class Recorder::Recorded final : public Request {
 public:
  Recorded(Recorder* recorder, Command command, Outcome* outcome, Reaction react)
      : recorder_(recorder),
        command_(std::move(command)),
        outcome_(outcome),
        react_(std::move(react)) {}

  void Encode(resp::CommandWriter& out, const ServerClock&, int64_t) override {
    ++outcome_->encoded;
    out.Begin(command_.size());
    for (const std::string& argument : command_) out.Arg(argument);
  }

  ReplyVerdict OnReply(const resp::Reply& reply, ServerClock&) noexcept override {
    const std::string text = Describe(reply);
    if (react_ && react_(text) == ReplyVerdict::kResend) return ReplyVerdict::kResend;
    outcome_->reply = text;
    End();
    return ReplyVerdict::kDone;
  }

  void OnFailure(Status why) noexcept override {
    outcome_->failure = why;
    End();
    if (react_) react_("");
  }

 private:
  void End() {
    outcome_->ended = true;
    outcome_->order = ++recorder_->ended_;
  }

  Recorder* recorder_;
  Command command_;
  Outcome* outcome_;
  Reaction react_;
};

OwnedRequest Recorder::Make(Command command, Outcome* outcome, Reaction react) {
  return OwnedRequest(new Recorded(this, std::move(command), outcome, std::move(react)));
}

Outcome& Recorder::Send(Client& client, Command command, int64_t timeout_ms, Reaction react) {
  outcomes_.push_back(std::make_unique<Outcome>());
  Outcome& outcome = *outcomes_.back();
  client.Send(Make(std::move(command), &outcome, std::move(react)), timeout_ms);
  return outcome;
}

}  // namespace onceonly::redis
