#include "redis/handshake.h"

#include "resp/server_error.h"

namespace onceonly::redis {
namespace {

// HELLO in RESP2: names and values in turn. An array has texts for both, a number has an empty one.
bool IsReplica(const resp::Reply& hello) noexcept {
  for (size_t i = 0; i + 1 < hello.size(); i += 2) {
    if (hello.at(i).text() == "role") return hello.at(i + 1).text() != "master";
  }
  return false;
}

}  // namespace

void EncodeAuth(resp::CommandWriter& out, std::string_view username, std::string_view password) {
  out.Begin(username.empty() ? 2 : 3);
  out.Arg("AUTH");
  if (!username.empty()) out.Arg(username);
  out.Arg(password);
}

std::string Handshake::Encode(std::string_view password) {
  resp::CommandWriter out;
  steps_.clear();
  next_ = 0;
  if (!password.empty()) {
    steps_.push_back(Step::kAuth);
    EncodeAuth(out, options_->login.username, password);
  }
  if (options_->login.db != 0) {
    steps_.push_back(Step::kSelect);
    out.Begin(2);
    out.Arg("SELECT");
    out.Arg(int64_t{options_->login.db});
  }
  steps_.push_back(Step::kSetName);
  out.Begin(3);
  out.Arg("CLIENT");
  out.Arg("SETNAME");
  out.Arg(options_->client_name);
  steps_.push_back(Step::kTime);
  out.Begin(1);
  out.Arg("TIME");
  if (options_->must_be_primary) {
    steps_.push_back(Step::kRole);
    out.Begin(1);
    out.Arg("HELLO");
  }
  for (const std::vector<std::string>& command : options_->setup) {
    steps_.push_back(Step::kSetup);
    out.Begin(command.size());
    for (const std::string& argument : command) out.Arg(argument);
  }
  return out.Take();
}

Status Handshake::OnReply(const resp::Reply& reply) noexcept {
  const Step step = steps_[next_++];
  if (reply.is_error()) return Judge(step, resp::ServerErrorCode(reply.text()));
  if (step == Step::kTime && reply.size() == 2) {
    clock_->Learn(reply.at(0).integer() * 1000 + reply.at(1).integer() / 1000);
  }
  if (step == Step::kRole && IsReplica(reply)) return StatusCode::kReadOnly;
  return Status();
}

// The setup is what the handshake ends with.
std::optional<size_t> Handshake::last_setup() const noexcept {
  const size_t before = steps_.size() - options_->setup.size();
  if (next_ <= before) return std::nullopt;
  return next_ - before - 1;
}

Status Handshake::Judge(Step step, StatusCode error) noexcept {
  // A server that wants a password says so to every command; one that is full, or in protected
  // mode, says so to the first and hangs up.
  if (error == StatusCode::kAuthFailed || error == StatusCode::kConnectFailed ||
      error == StatusCode::kProtectedMode) {
    return error;
  }
  if (step == Step::kAuth)
    return error == StatusCode::kServerError ? StatusCode::kAuthFailed : error;
  return step == Step::kSelect ? Status(error) : Status();
}

}  // namespace onceonly::redis
