#include "store/redis_records.h"

#include <algorithm>
#include <utility>

#include "store/redis_command.h"

namespace onceonly::store {
namespace {

constexpr int64_t kLongestWaitMs = 100;

// Checks the server and loads every script on each new connection, so that no request has to carry
// its text.
redis::ClientOptions ClientOptionsOf(const RedisStoreOptions& options, const NodeTraits& node,
                                     ServerCheck& check) {
  redis::ClientOptions client{options.endpoint, options.connection};
  client.connection.setup = check.Commands();
  if (node.slot) {
    client.connection.setup[ServerCheck::kCheckIndex] = check.CommandIn(*node.slot);
  }
  for (const ScriptSource& source : ScriptSources()) {
    client.connection.setup.push_back({"SCRIPT", "LOAD", std::string(source.text)});
  }
  return client;
}

// Less than a server may be silent: WAIT is a part of its answer.
int64_t WaitMs(const RedisStoreOptions& options) {
  return std::clamp<int64_t>(options.connection.command_timeout_ms / 2, 1, kLongestWaitMs);
}

// What becomes of it shows in the answer to the question behind it.
class Asking final : public redis::Request {
 public:
  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    out.Begin(1);
    out.Arg("ASKING");
  }
  redis::ReplyVerdict OnReply(const resp::Reply&, redis::ServerClock&) noexcept override {
    return redis::ReplyVerdict::kDone;
  }
  void OnFailure(Status) noexcept override {}
};

}  // namespace

RedisRecords::RedisRecords(net::EventLoop* loop, const RedisStoreOptions& options,
                           std::unique_ptr<net::Connector> connector, core::AnswerSink* sink,
                           NodeTraits node)
    : sink_(sink),
      own_timeout_ms_(options.connection.command_timeout_ms),
      node_(std::move(node)),
      publishes_(options.publishes),
      may_be_cluster_(options.may_be_cluster),
      check_(options.prefix, options.refuses_users, options.min_replicas, WaitMs(options)),
      replicas_(options.min_replicas, WaitMs(options), options.prefix + ":wait:{", this),
      host_{&check_, options.prefix + ":result:{", options.prefix + ":done:{", Confirmations()},
      scans_{sink, &client_, options.prefix + ":result:{"},
      client_(loop, ClientOptionsOf(options, node_, check_), std::move(connector), this) {}

void RedisRecords::Insert(std::string_view id, std::string_view text, int64_t px_ms,
                          Patience patience, RecordReader* reader) {
  Send(RecordRequest::Insert(&host_, &free_, replicas_.Hold(reader, id), id, text, px_ms,
                             RefusesLateInserts(id)),
       patience);
}

void RedisRecords::Look(std::string_view id, Patience patience, RecordReader* reader) {
  Send(RecordRequest::Look(&host_, &free_, replicas_.Hold(reader, id), id), patience);
}

void RedisRecords::Swap(std::string_view id, std::string_view expected, const Decision& decision,
                        Patience patience, RecordReader* reader) {
  const bool tells = Publishes();
  Send(RecordRequest::Swap(&host_, &free_, replicas_.Hold(reader, id), id, expected, decision,
                           tells),
       patience);
}

int64_t RedisRecords::NowMs(std::string_view id) const noexcept {
  const redis::ServerClock& clock = client_.ClockOf(id);
  return clock.is_known() ? clock.ToServerMs(clock_.NowMs()) : 0;
}

void RedisRecords::Scan(core::CallId call, const core::ScanCall& args, ScanPart part) {
  StartScan(&scans_, call, args, std::move(part));
}

void RedisRecords::Command(core::CallId call, std::vector<std::string> arguments,
                           int64_t timeout_ms) {
  client_.Send(MakeCommandRequest(sink_, call, std::move(arguments)), timeout_ms,
               redis::WhenDown::kFails);
}

void RedisRecords::SendAsking(int64_t timeout_ms) {
  client_.Send(redis::OwnedRequest(new Asking), timeout_ms, redis::WhenDown::kFails);
}

void RedisRecords::CheckIn(redis::KeySlot slot) {
  client_.SetSetup(ServerCheck::kCheckIndex, check_.CommandIn(slot));
}

void RedisRecords::SendOwn(redis::OwnedRequest request, int64_t timeout_ms) {
  client_.Send(std::move(request), timeout_ms, redis::WhenDown::kFails);
}

void RedisRecords::Send(redis::OwnedRequest request, Patience patience) {
  const auto when_down =
      patience.waits_when_down ? redis::WhenDown::kWaits : redis::WhenDown::kFails;
  client_.Send(std::move(request), patience.timeout_ms, when_down);
}

redis::Pending RedisRecords::LastOfTurn() noexcept {
  redis::Pending confirmation = host_.confirmations.Take();
  return confirmation.request != nullptr ? std::move(confirmation) : replicas_.Next();
}

Status RedisRecords::OnSetupReply(size_t index, const resp::Reply& reply) noexcept {
  const Status checked = check_.OnReply(index, reply);
  if (checked.code() == StatusCode::kSlotMoving && node_.on_lost_slot) node_.on_lost_slot();
  return checked;
}

Status RedisRecords::OnReady() noexcept {
  const bool is_unknown = check_.is_elsewhere() && !node_.is_known_node && may_be_cluster_;
  return is_unknown ? StatusCode::kSlotMoving : StatusCode::kOk;
}

// A node passes each message on to all others of its cluster.
bool RedisRecords::Publishes() const noexcept {
  return publishes_ && !node_.is_known_node && check_.facts().mode != "cluster";
}

}  // namespace onceonly::store
