// Tells who watches a key what its channel says.
#ifndef ONCEONLY_STORE_REDIS_WATCHES_H_
#define ONCEONLY_STORE_REDIS_WATCHES_H_

#include <string>
#include <string_view>

#include "core/store.h"
#include "redis/subscriber.h"
#include "store/watches.h"

namespace onceonly::store {

class RedisWatches final : private redis::SubscriberObserver {
 public:
  // `loop`, `handles` and `sink` outlive it. `client` is how the store's own client connects, to
  // servers whose keys begin with `prefix`.
  RedisWatches(uv_loop_t* loop, redis::LoopHandles* handles, const redis::ClientOptions& client,
               const std::string& prefix, redis::TransportFactory connect, core::AnswerSink* sink);

  void Watch(core::CallId call, std::string id);
  void Unwatch(core::CallId call);
  void Close();

 private:
  void OnSubscribed(std::string_view channel) noexcept override;
  void OnMessage(std::string_view channel) noexcept override;
  void OnHeard() noexcept override { sink_->OnBatchEnd(); }

  std::string ChannelOf(const std::string& id) const { return channel_head_ + id + "}"; }
  std::string_view IdOf(std::string_view channel) const noexcept;

  const std::string channel_head_;  // "<prefix>:done:{"
  core::AnswerSink* sink_;
  Watches watches_;
  redis::Subscriber subscriber_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_REDIS_WATCHES_H_
