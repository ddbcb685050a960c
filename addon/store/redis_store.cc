#include "store/redis_store.h"

#include <utility>

namespace onceonly::store {

RedisStore::RedisStore(net::EventLoop* loop, RedisStoreOptions options, RedisConnectors connect,
                       core::AnswerSink* sink)
    : verbs_(&records_, &clock_, sink),
      records_(loop, options, std::move(connect.commands), sink),
      watches_(loop, options, std::move(connect.messages), &verbs_, sink) {}

void RedisStore::Close() {
  watches_.Close();
  records_.Close();
}

}  // namespace onceonly::store
