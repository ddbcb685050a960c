// The store that several processes share: the verbs over the records of a Redis server.
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
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "core/store.h"
#include "net/transport.h"
#include "redis/client.h"
#include "store/record_router.h"
#include "store/redis_options.h"
#include "store/redis_watches.h"
#include "store/verb_runner.h"

namespace onceonly::store {

// Each connection has its own.
struct RedisConnectors {
  std::unique_ptr<net::Connector> commands;
  std::unique_ptr<net::Connector> messages;
};

class RedisStore final : public core::Store {
 public:
  // `loop` and `sink` outlive the store.
  RedisStore(net::EventLoop* loop, RedisStoreOptions options, RedisConnectors connect,
             core::AnswerSink* sink);
  ~RedisStore() override { Close(); }

  void Begin(core::CallId call, const core::BeginCall& args) override { verbs_.Begin(call, args); }
  void Complete(core::CallId call, const core::CompleteCall& args) override {
    verbs_.Complete(call, args);
  }
  void Renew(core::CallId call, const core::RenewCall& args) override { verbs_.Renew(call, args); }
  void Release(core::CallId call, const core::ReleaseCall& args) override {
    verbs_.Release(call, args);
  }
  void Inspect(core::CallId call, const core::InspectCall& args) override {
    verbs_.Inspect(call, args);
  }
  void Remove(core::CallId call, const core::RemoveCall& args) override {
    verbs_.Remove(call, args);
  }
  void Resolve(core::CallId call, const core::ResolveCall& args) override {
    verbs_.Resolve(call, args);
  }
  void Scan(core::CallId call, const core::ScanCall& args) override { records_.Scan(call, args); }
  // Any command that does not change the connection: see redis_command.h.
  void Command(core::CallId call, std::vector<std::string> arguments, int64_t timeout_ms) {
    records_.Command(call, std::move(arguments), timeout_ms);
  }
  // Where nothing is published there is nothing to hear.
  void Watch(core::CallId call, std::string id) override {
    if (records_.publishes()) watches_.Watch(call, std::move(id));
  }
  void Unwatch(core::CallId call) override { watches_.Unwatch(call); }
  // There is another server behind the address that the store was told of.
  void Hurry() { records_.Hurry(); }
  void Close() override;

  const redis::Client& client() const noexcept { return records_.first().client(); }
  // Of the server that was connected to last.
  const ServerFacts& server() const noexcept { return records_.first().server(); }
  // Of a cluster, each primary; empty for one server.
  std::vector<NodeState> nodes() const { return records_.nodes(); }
  // Where the record is kept, "host:port"; empty for one server.
  std::string PartOf(std::string_view id) const { return records_.PartOf(id); }

 private:
  const SystemClock clock_;
  VerbRunner verbs_;  // first, so that it outlives the questions that it asked
  RecordRouter records_;
  RedisWatches watches_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_REDIS_STORE_H_
