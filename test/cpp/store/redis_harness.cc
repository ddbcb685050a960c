#include "store/redis_harness.h"

#include <gtest/gtest.h>
#include <hiredis/hiredis.h>

#include <csignal>

#include "base/clock.h"
#include "net/uv_transport.h"

namespace onceonly::store {
namespace {

constexpr uint64_t kPulseMs = 50;

// One server for the whole process: every test uses keys of its own.
class SharedServer final : public testing::Environment {
 public:
  void TearDown() override { server_.reset(); }
  const redis::RealRedis& server() {
    if (!server_) server_ = std::make_unique<redis::RealRedis>();
    return *server_;
  }

 private:
  std::unique_ptr<redis::RealRedis> server_;
};

// GoogleTest owns it.
SharedServer* const shared_server = new SharedServer();
const testing::Environment* const registered = testing::AddGlobalTestEnvironment(shared_server);

}  // namespace

PlainConnection::PlainConnection(const std::string& socket_path)
    : context_(redisConnectUnix(socket_path.c_str())) {}

PlainConnection::~PlainConnection() { redisFree(context_); }

RawReply PlainConnection::Run(const std::vector<std::string>& command) {
  std::vector<const char*> texts;
  std::vector<size_t> sizes;
  for (const std::string& argument : command) {
    texts.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  auto* reply = static_cast<redisReply*>(
      redisCommandArgv(context_, static_cast<int>(command.size()), texts.data(), sizes.data()));
  RawReply raw;
  if (reply == nullptr) {
    ADD_FAILURE() << "the plain connection is broken";
    return raw;
  }
  raw.integer = reply->integer;
  const redisReply* said = reply;
  if (reply->type == REDIS_REPLY_ARRAY && reply->elements > 0) said = reply->element[0];
  raw.is_error = reply->type == REDIS_REPLY_ERROR;
  if (said->str != nullptr) raw.text.assign(said->str, static_cast<size_t>(said->len));
  freeReplyObject(reply);
  return raw;
}

std::string PlainConnection::NextMessage() {
  void* raw = nullptr;
  if (redisGetReply(context_, &raw) != REDIS_OK) return "the plain connection is broken";
  auto* reply = static_cast<redisReply*>(raw);
  std::string message;
  if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 4) {
    message = std::string(reply->element[2]->str) + " " + reply->element[3]->str;
  }
  freeReplyObject(reply);
  return message;
}

RedisHarness::RedisHarness(const redis::RealRedis& server) : plain_(server.path()) {
  std::signal(SIGPIPE, SIG_IGN);  // as in Node
  uv_loop_init(&loop_);
  uv_timer_init(&loop_, &pulse_);
  RedisStoreOptions options;
  options.endpoint = server.UnixAddress().endpoint;
  options.connection.command_timeout_ms = 20'000;
  RedisConnectors connect{std::make_unique<net::UvConnector>(&counted_),
                          std::make_unique<net::UvConnector>(&counted_)};
  store_ = std::make_unique<RedisStore>(&counted_, std::move(options), std::move(connect), &sink_);
}

RedisHarness::~RedisHarness() {
  store_.reset();
  uv_close(reinterpret_cast<uv_handle_t*>(&pulse_), nullptr);
  uv_run(&loop_, UV_RUN_DEFAULT);
  EXPECT_EQ(counted_.open(), 0u);
  EXPECT_EQ(uv_loop_close(&loop_), 0) << "something is left on the loop";
}

void RedisHarness::RunUntil(const std::function<bool()>& done) {
  const int64_t end_ms = NowMs() + 20'000;
  // A watch does not keep the loop alive, and a loop that nothing keeps alive does not turn.
  uv_timer_start(
      &pulse_, [](uv_timer_t*) {}, kPulseMs, kPulseMs);
  while (!done() && NowMs() < end_ms) uv_run(&loop_, UV_RUN_ONCE);
  uv_timer_stop(&pulse_);
}

int64_t RedisHarness::NowMs() const { return SystemClock().NowMs(); }

std::unique_ptr<StoreHarness> MakeRedisHarness() {
  return std::make_unique<RedisHarness>(shared_server->server());
}

}  // namespace onceonly::store
