// Leads each question about a record to the server that keeps it: the one server there is, or one
// of the primaries of a cluster.
//
// - A cluster is recognised by what its node says of itself, or by the first MOVED.
// - Each primary has a client of its own, which is made when a question first needs it: its queue,
//   its clock and its silence are its own, so that a dead one fails alone.
// - MOVED and ASK are followed twice in one question. Then it fails with kSlotMoving, and who asked
//   may ask again. An insertion is never sent to another node than the one whose clock its text
//   tells: it looks there instead.
// - The map is asked for anew when a node says that it is wrong, when one is out of reach, and once
//   in a while: see MapRefresh.
// - A node that says CLUSTERDOWN for a second is asked little: see Outage.
// - A node that gets a slot of another one is taken to be up: its client tries to connect soon.
// - Where a node leaves the map, what waits for it goes to its successor. What it has been sent
//   ends as the replies come, or as lost if they don't.
// - The rights of the user are looked at on each node in a slot that it holds. The first server is
//   asked for the map alone, once it is known for a node.
#ifndef ONCEONLY_STORE_RECORD_ROUTER_H_
#define ONCEONLY_STORE_RECORD_ROUTER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "core/store.h"
#include "net/deadline_timer.h"
#include "net/prepare.h"
#include "net/transport.h"
#include "redis/map_refresh.h"
#include "redis/slot_map.h"
#include "store/free_list.h"
#include "store/outage.h"
#include "store/record_server.h"
#include "store/redis_options.h"
#include "store/redis_records.h"

namespace onceonly::store {

// "host:port", an IPv6 address in brackets.
std::string NameOfNode(const net::Endpoint& endpoint);

// How the client of a node does.
struct NodeState {
  net::Endpoint endpoint;
  redis::ClientState state = redis::ClientState::kIdle;
  Status last_error;
};

class RecordRouter final : public RecordServer, private core::AnswerSink {
 public:
  // `loop` and `sink` outlive it, and so does every reader. The sink is told of the end of batches,
  // and the answers to scans.
  RecordRouter(net::EventLoop* loop, RedisStoreOptions options,
               std::unique_ptr<net::Connector> connector, core::AnswerSink* sink);
  ~RecordRouter() override;

  void Insert(std::string_view id, std::string_view text, int64_t px_ms, Patience patience,
              RecordReader* reader) override;
  void Look(std::string_view id, Patience patience, RecordReader* reader) override;
  void Swap(std::string_view id, std::string_view expected, const Decision& decision,
            Patience patience, RecordReader* reader) override;
  int64_t NowMs(std::string_view id) const noexcept override;
  bool RefusesLateInserts(std::string_view id) const noexcept override;

  // On a cluster the cursor is "<digest of the map>.<node>.<cursor of the node>". With any other
  // map it fails with kSlotsMoved.
  void Scan(core::CallId call, const core::ScanCall& args);
  // To the server that the store was told of.
  void Command(core::CallId call, std::vector<std::string> arguments, int64_t timeout_ms) {
    first_->records->Command(call, std::move(arguments), timeout_ms);
  }
  // There is another server behind the address that the store was told of.
  void Hurry() { first_->records->Hurry(); }
  // Fails every question that is open.
  void Close();

  // The server that the store was told of, as long as no cluster is known.
  const RedisRecords& first() const noexcept { return *first_->records; }
  bool publishes() const noexcept { return options_.publishes && !is_cluster_; }
  // The primaries of a cluster, by their first slots; none for one server.
  std::vector<NodeState> nodes() const;
  // Where the record is kept, "host:port"; empty for one server.
  std::string PartOf(std::string_view id) const;

 private:
  // A server, and the records on it. It outlives the questions that it was asked.
  struct Node {
    net::Endpoint endpoint;
    std::unique_ptr<RedisRecords> records;
    Outage outage;
  };
  using OwnedNode = std::unique_ptr<Node>;
  class Question;
  class MapRequest;
  class ScanStart;
  struct LetGo {
    void operator()(Question* question) const noexcept;
  };
  using OwnedQuestion = std::unique_ptr<Question, LetGo>;

  OwnedNode MakeNode(const net::Endpoint& endpoint, NodeTraits traits);
  OwnedNode MakeHolder(size_t primary);
  // That of the map, or one that is made now and lives until it has answered.
  Node* NodeAt(const net::Endpoint& endpoint);
  // Who keeps the record; null if that is not known. Without a map the first server is asked.
  Node* HolderOf(std::string_view id);
  // Why a question has nobody to go to. Without a map, and where the first server is known to be
  // down, a caller need not wait to learn it.
  StatusCode WhyNobody() const noexcept;
  const Node* KnownHolderOf(std::string_view id) const noexcept;

  OwnedQuestion Take(std::string_view id, Patience patience, RecordReader* reader);
  void Ask(OwnedQuestion question);
  // The node that was asked has not answered the question, as this error says.
  void Redirect(OwnedQuestion question, std::string_view error);
  void Failed(OwnedQuestion question, Status why);
  // ASK: only this question, and the map stays as it is.
  void AskOnce(OwnedQuestion question, const net::Endpoint& holder);

  void NoteMode();
  // For the attempts that come: `suspect` is out of reach, `source` knows more than others.
  void WantMap(const net::Endpoint* suspect, const net::Endpoint* source);
  void OnDue(int64_t now_ms);
  void ListWhoKnows();
  void AskNext();
  void OnMap(const resp::Reply& reply, const net::Endpoint& asked);
  void Adopt(redis::SlotMap map);
  // Tells the nodes of a map that was adopted what is news about them.
  void TellNews(const redis::SlotMap& before);
  // Lets each node check the rights of its user in a slot that it still holds.
  void CheckInOwnSlots();
  void Retire(OwnedNode node);
  // MOVED to the node itself.
  void Reconnect(Node* node);
  void Sweep();

  // A scan begins on a map that is fresh.
  void BeginScan(core::CallId call, const core::ScanCall& args);
  void ScanNode(core::CallId call, const core::ScanCall& args);

  void OnAnswer(core::CallId call, core::Answer answer) noexcept override;
  void OnBatchEnd() noexcept override;

  net::EventLoop* const loop_;
  const RedisStoreOptions options_;
  const std::unique_ptr<net::Connector> connector_;
  core::AnswerSink* const sink_;
  const SystemClock clock_;
  net::DeadlineTimer timer_;
  net::Prepare turn_;
  redis::MapRefresh refresh_;
  redis::SlotMap map_;
  std::vector<net::Endpoint> to_ask_;  // for the map, the last one first
  std::optional<net::Endpoint> suspect_;
  std::optional<net::Endpoint> source_;
  FreeList<Question> free_;
  StatusCode why_no_map_ = StatusCode::kClusterDown;
  bool has_asked_in_vain_ = false;  // nobody has given a map, when they were asked last
  bool is_single_;   // the first server is no node of a cluster, or is not to be taken for one
  bool is_cluster_;  // the first server is a node of a cluster
  bool is_closed_ = false;
  OwnedNode first_;
  std::vector<OwnedNode> nodes_;    // as primaries() of the map; null before its first question
  std::vector<OwnedNode> retired_;  // until they have answered
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_RECORD_ROUTER_H_
