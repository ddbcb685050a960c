// A Redis store on a loop of its own, and a plain connection beside it for what a test does behind
// its back.
#ifndef ONCEONLY_TEST_STORE_REDIS_HARNESS_H_
#define ONCEONLY_TEST_STORE_REDIS_HARNESS_H_

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/event_loop.h"
#include "redis/real_redis.h"
#include "store/redis_store.h"
#include "store/store_harness.h"

struct redisContext;

namespace onceonly::store {

// What the plain connection got back.
struct RawReply {
  std::string text;  // of a string, status or error, or of an array's first element
  int64_t integer = 0;
  bool is_error = false;
};

class PlainConnection {
 public:
  explicit PlainConnection(const std::string& socket_path);
  ~PlainConnection();
  PlainConnection(const PlainConnection&) = delete;
  PlainConnection& operator=(const PlainConnection&) = delete;

  RawReply Run(const std::vector<std::string>& command);
  // After PSUBSCRIBE: the channel and the text of the next message.
  std::string NextMessage();

 private:
  redisContext* context_;
};

class RedisHarness final : public StoreHarness {
 public:
  // `server` outlives the harness.
  explicit RedisHarness(const redis::RealRedis& server);
  ~RedisHarness() override;

  core::Store& store() override { return *store_; }
  RedisStore& redis_store() { return *store_; }
  RecordingSink& sink() { return sink_; }
  RawReply Raw(const std::vector<std::string>& command) { return plain_.Run(command); }

  void RunUntil(const std::function<bool()>& done) override;

  static std::string KeyOf(const std::string& id) { return "idem:result:{" + id + "}"; }

 protected:
  int64_t NowMs() const override;
  void LetTimePass() override {}

 private:
  PlainConnection plain_;
  uv_loop_t loop_;
  uv_timer_t pulse_;
  net::EventLoop counted_{&loop_};
  std::unique_ptr<RedisStore> store_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_TEST_STORE_REDIS_HARNESS_H_
