// The store that several processes share: two records per key in Redis, a script for every verb.
//
// While the server is known to be down, a call about a request that has not begun fails at once
// with kBreakerOpen; what an owner has to tell waits for the server, up to its timeout.
//
// A key that holds another Redis type gives kFailed with kWrongType; a text that is no record of
// ours gives kForeign.
#ifndef ONCEONLY_STORE_REDIS_STORE_H_
#define ONCEONLY_STORE_REDIS_STORE_H_

#include <memory>
#include <string>

#include "core/store.h"
#include "redis/client.h"
#include "store/redis_watches.h"
#include "store/server_check.h"

namespace onceonly::store {

struct RedisStoreOptions {
  std::string prefix = "idem";  // [A-Za-z0-9:_.-]{1,64}
  redis::ClientOptions client;  // `setup` is filled in by the store
};

// Each connection has its own: a factory serves one.
struct RedisTransports {
  redis::TransportFactory commands;
  redis::TransportFactory messages;
};

class RedisStore final : public core::Store, private redis::ClientObserver {
 public:
  // `loop`, `handles` and `sink` outlive the store.
  RedisStore(uv_loop_t* loop, redis::LoopHandles* handles, RedisStoreOptions options,
             RedisTransports connect, core::AnswerSink* sink);
  ~RedisStore() override;

  void Begin(core::CallId call, const core::BeginCall& args) override;
  void Complete(core::CallId call, const core::CompleteCall& args) override;
  void Renew(core::CallId call, const core::RenewCall& args) override;
  void Release(core::CallId call, const core::ReleaseCall& args) override;
  void Inspect(core::CallId call, const core::InspectCall& args) override;
  void Remove(core::CallId call, const core::RemoveCall& args) override;
  void Resolve(core::CallId call, const core::ResolveCall& args) override;
  void Scan(core::CallId call, const core::ScanCall& args) override;
  void Watch(core::CallId call, std::string id) override;
  void Unwatch(core::CallId call) override;
  void Close() override;

  const redis::Client& client() const noexcept { return client_; }
  // Of the server that was connected to last.
  const ServerFacts& server() const noexcept { return check_.facts(); }

 private:
  struct Parts;

  template <typename Verb>
  void Send(core::CallId call, const typename Verb::Call& args, redis::WhenDown when_down);
  void OnBatchEnd() noexcept override;
  Status OnSetupReply(size_t index, const redis::Reply& reply) noexcept override;

  core::AnswerSink* sink_;
  ServerCheck check_;
  const std::unique_ptr<Parts> parts_;  // outlives the requests that the client holds
  redis::Client client_;
  RedisWatches watches_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_REDIS_STORE_H_
