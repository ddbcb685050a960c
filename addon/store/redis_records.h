// A Redis server that keeps the records of a store, one key for each.
//
// - The name of a key is "<prefix>:result:{<id>}", from the first claim on: while an operation runs
//   its record is the lock, afterwards it is the result.
// - A fresh claim is a plain SET with NX and GET. One TIME follows all that leave in a write.
// - A swap is a script, or SET with IFEQ where the server has that. A server that is full takes it.
// - A server that refuses writes still tells what stands there.
// - Where replicas are wanted, nothing is told that they may not have.
// - A key that holds another Redis type gives kWrongType.
#ifndef ONCEONLY_STORE_REDIS_RECORDS_H_
#define ONCEONLY_STORE_REDIS_RECORDS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "core/store.h"
#include "redis/client.h"
#include "redis/server_client.h"
#include "store/record_request.h"
#include "store/record_server.h"
#include "store/redis_options.h"
#include "store/redis_scan.h"
#include "store/replicas.h"
#include "store/server_check.h"

namespace onceonly::store {

// Of a node of a cluster.
struct NodeTraits {
  std::optional<redis::KeySlot> slot;  // that it holds, as far as is known
  std::function<void()> on_lost_slot;  // it says that it does not hold that slot
  bool is_known_node = false;          // the map names it, or another node does
};

class RedisRecords final : public RecordServer,
                           private redis::ClientObserver,
                           private Replicas::Observer {
 public:
  // `loop` and `sink` outlive it, and so does every reader. The sink is told of the end of batches,
  // and the answers to scans.
  RedisRecords(net::EventLoop* loop, const RedisStoreOptions& options,
               std::unique_ptr<net::Connector> connector, core::AnswerSink* sink,
               NodeTraits node = {});

  void Insert(std::string_view id, std::string_view text, int64_t px_ms, Patience patience,
              RecordReader* reader) override;
  void Look(std::string_view id, Patience patience, RecordReader* reader) override;
  void Swap(std::string_view id, std::string_view expected, const Decision& decision,
            Patience patience, RecordReader* reader) override;
  int64_t NowMs(std::string_view id) const noexcept override;
  bool RefusesLateInserts(std::string_view) const noexcept override {
    return !check_.traits().inserts;
  }

  void Scan(core::CallId call, const core::ScanCall& args, ScanPart part = {});
  void Command(core::CallId call, std::vector<std::string> arguments, int64_t timeout_ms);
  // Lets the question that comes next be asked of a node whose slot is still on its way to it.
  void SendAsking(int64_t timeout_ms);
  // The slot in which the rights of the user are looked at on each new connection.
  void CheckIn(redis::KeySlot slot);
  std::optional<redis::KeySlot> checked_slot() const noexcept { return check_.slot(); }
  // A request of its owner's, which does not wait for a server that is down.
  void SendOwn(redis::OwnedRequest request) { SendOwn(std::move(request), own_timeout_ms_); }
  void SendOwn(redis::OwnedRequest request, int64_t timeout_ms);
  // There is news of the server: see redis::Link.
  void Hurry() { client_.Hurry(); }
  // Fails every question that is open.
  void Close() { client_.Close(); }

  const redis::Client& client() const noexcept { return client_; }
  // Questions that have not ended.
  size_t under_way() const noexcept { return client_.under_way(); }
  // Of the server that was connected to last.
  const ServerFacts& server() const noexcept { return check_.facts(); }

 private:
  void Send(redis::OwnedRequest request, Patience patience);
  void OnBatchEnd() noexcept override { sink_->OnBatchEnd(); }
  Status OnSetupReply(size_t index, const resp::Reply& reply) noexcept override;
  // Nobody runs an operation over a node on which the rights of the user are not known.
  Status OnReady() noexcept override;
  bool Publishes() const noexcept;
  redis::Pending LastOfTurn() noexcept override;
  bool HoldsWrites() const noexcept override { return replicas_.is_waiting(); }
  void OnReplicasMissing() noexcept override { client_.Leave(StatusCode::kNoReplicas); }

  core::AnswerSink* const sink_;
  const int64_t own_timeout_ms_;
  const SystemClock clock_;
  const NodeTraits node_;
  const bool publishes_;
  const bool may_be_cluster_;
  ServerCheck check_;
  Replicas replicas_;
  RecordHost host_;
  const ScanHost scans_;
  RecordRequest::FreeRequests free_;  // outlives the requests that the client holds
  redis::ServerClient client_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_REDIS_RECORDS_H_
