// Passes the messages of a key's channel on to the watches of the key.
//
// A verb that ends a record publishes to its channel if the record is marked. So a watch is in
// force when the channel is listened to and the record was marked after that.
#ifndef ONCEONLY_STORE_REDIS_WATCHES_H_
#define ONCEONLY_STORE_REDIS_WATCHES_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/store.h"
#include "redis/subscriber.h"
#include "store/redis_options.h"
#include "store/verb_runner.h"
#include "store/watches.h"

namespace onceonly::store {

class RedisWatches final : private redis::SubscriberObserver {
 public:
  // `loop`, `verbs` and `sink` outlive it.
  RedisWatches(net::EventLoop* loop, const RedisStoreOptions& options,
               std::unique_ptr<net::Connector> connector, VerbRunner* verbs,
               core::AnswerSink* sink);

  void Watch(core::CallId call, std::string id);
  void Unwatch(core::CallId call);
  void Close();

 private:
  void OnSubscribed(std::string_view channel) noexcept override;
  void OnMessage(std::string_view channel) noexcept override;
  void OnHeard() noexcept override { sink_->OnBatchEnd(); }

  // Marks the record, and then tells the watches of that id, or the one that is given, that they
  // are in force.
  void Mark(const std::string& id, std::optional<core::CallId> call);
  std::string ChannelOf(const std::string& id) const { return channel_head_ + id + "}"; }
  std::string_view IdOf(std::string_view channel) const noexcept;

  const std::string channel_head_;  // "<prefix>:done:{"
  VerbRunner* verbs_;
  core::AnswerSink* sink_;
  Watches watches_;
  redis::Subscriber subscriber_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_REDIS_WATCHES_H_
