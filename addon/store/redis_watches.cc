#include "store/redis_watches.h"

#include <utility>

#include "store/answers.h"

namespace onceonly::store {
namespace {

// Who cannot be told looks by himself, as ever, until then.
constexpr int64_t kMarkMs = 2000;

redis::SubscriberOptions OptionsFor(const RedisStoreOptions& store) {
  redis::SubscriberOptions options;
  options.endpoint = store.endpoint;
  options.connection = store.connection;
  options.connection.client_name += "-sub";
  return options;
}

}  // namespace

RedisWatches::RedisWatches(net::EventLoop* loop, const RedisStoreOptions& options,
                           std::unique_ptr<net::Connector> connector, VerbRunner* verbs,
                           core::AnswerSink* sink)
    : channel_head_(options.prefix + ":done:{"),
      verbs_(verbs),
      sink_(sink),
      subscriber_(loop, OptionsFor(options), std::move(connector), this) {}

void RedisWatches::Watch(core::CallId call, std::string id) {
  const bool is_in_force = subscriber_.Subscribe(ChannelOf(id));
  watches_.Add(call, id);
  if (is_in_force) Mark(id, call);
}

void RedisWatches::Mark(const std::string& id, std::optional<core::CallId> call) {
  verbs_->MarkAwaited(id, kMarkMs, [this, id, call](bool is_marked) {
    if (!is_marked) return;
    if (!call) return watches_.Tell(id, core::AnswerCode::kWatching, sink_);
    if (watches_.Has(*call)) sink_->OnAnswer(*call, CodeAnswer(core::AnswerCode::kWatching));
  });
}

void RedisWatches::Unwatch(core::CallId call) {
  const std::string id = watches_.Remove(call);
  if (!id.empty()) subscriber_.Unsubscribe(ChannelOf(id));
}

void RedisWatches::Close() {
  subscriber_.Close();
  watches_.Clear();
}

void RedisWatches::OnSubscribed(std::string_view channel) noexcept {
  Mark(std::string(IdOf(channel)), std::nullopt);
}

void RedisWatches::OnMessage(std::string_view channel) noexcept {
  watches_.Tell(IdOf(channel), core::AnswerCode::kWoken, sink_);
}

// The server tells only of channels that were asked for, but its bytes are checked all the same.
std::string_view RedisWatches::IdOf(std::string_view channel) const noexcept {
  if (channel.size() <= channel_head_.size()) return {};
  channel.remove_prefix(channel_head_.size());
  channel.remove_suffix(1);
  return channel;
}

}  // namespace onceonly::store
