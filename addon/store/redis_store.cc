#include "store/redis_store.h"

#include <utility>

namespace onceonly::store {

RedisStore::RedisStore(uv_loop_t* loop, redis::LoopHandles* handles, RedisStoreOptions options,
                       RedisTransports connect, core::AnswerSink* sink)
    : verbs_(&records_, &clock_, sink),
      records_(loop, handles, options.prefix, options.client, std::move(connect.commands), sink),
      watches_(loop, handles, options.client, options.prefix, std::move(connect.messages), &verbs_,
               sink) {}

void RedisStore::Close() {
  watches_.Close();
  records_.Close();
}

}  // namespace onceonly::store
