#include "store/record_router.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "redis/backoff.h"
#include "resp/redirect.h"
#include "store/answers.h"

namespace onceonly::store {
namespace {

constexpr int kMaxRedirects = 2;

// A node with this trouble may have a successor by now.
bool IsOutOfReach(StatusCode why) noexcept {
  constexpr std::array kTroubles = {
      StatusCode::kTimeout,      StatusCode::kConnectFailed, StatusCode::kConnectTimeout,
      StatusCode::kLookupFailed, StatusCode::kBreakerOpen,   StatusCode::kOutcomeUnknown,
      StatusCode::kReadOnly,     StatusCode::kMasterDown,    StatusCode::kClosed};
  return std::find(kTroubles.begin(), kTroubles.end(), why) != kTroubles.end();
}

// Makes transports for all nodes of a store; what it is over lives as long as the store.
class SharedConnector final : public net::Connector {
 public:
  explicit SharedConnector(net::Connector* connector) : connector_(connector) {}
  std::unique_ptr<net::Transport> TransportTo(const net::Endpoint& endpoint) override {
    return connector_->TransportTo(endpoint);
  }

 private:
  net::Connector* const connector_;
};

}  // namespace

// One question on its way to whoever keeps its record. Its reader is told what becomes of it.
class RecordRouter::Question final : public RecordReader {
 public:
  explicit Question(RecordRouter* router) noexcept : router_(router) {}

  void Begin(std::string_view id, Patience patience, RecordReader* reader) noexcept {
    kind_ = Kind::kLook;
    id_ = id;
    reader_ = reader;
    waits_when_down_ = patience.waits_when_down;
    deadline_ms_ = router_->clock_.NowMs() + patience.timeout_ms;
    asked_ = nullptr;
    redirects_ = 0;
  }
  void Inserts(std::string_view text, int64_t px_ms) noexcept {
    kind_ = Kind::kInsert;
    text_ = text;
    px_ms_ = px_ms;
  }
  void Swaps(std::string_view expected, const Decision* decision) noexcept {
    kind_ = Kind::kSwap;
    text_ = expected;
    decision_ = decision;
  }

  RecordRouter* router() const noexcept { return router_; }
  std::string_view id() const noexcept { return id_; }
  RecordReader* reader() const noexcept { return reader_; }
  Node* asked() const noexcept { return asked_; }
  int64_t LeftMs() const noexcept {
    return std::max<int64_t>(deadline_ms_ - router_->clock_.NowMs(), 0);
  }
  // Counts one more redirect.
  bool MayGoOn() noexcept { return redirects_++ < kMaxRedirects && LeftMs() > 0; }

  // Sends it. It owns itself until one of the methods below is called, which may be at once.
  void SendTo(Node* node) noexcept {
    const Patience patience = {LeftMs(), waits_when_down_};
    // The text of a claim tells the time of the node that it was meant for.
    if (kind_ == Kind::kInsert && asked_ != nullptr) kind_ = Kind::kLook;
    asked_ = node;
    switch (kind_) {
      case Kind::kInsert:
        return node->records->Insert(id_, text_, px_ms_, patience, this);
      case Kind::kLook:
        return node->records->Look(id_, patience, this);
      case Kind::kSwap:
        return node->records->Swap(id_, text_, *decision_, patience, this);
    }
  }

  // The reader may ask another question, which may use this object.
  void OnRecord(const View& found) noexcept override {
    RecordReader* const reader = reader_;
    OwnedQuestion(this).reset();
    reader->OnRecord(found);
  }
  void OnWritten(int64_t now_ms) noexcept override {
    RecordReader* const reader = reader_;
    OwnedQuestion(this).reset();
    reader->OnWritten(now_ms);
  }
  void OnFailed(Status why) noexcept override { router_->Failed(OwnedQuestion(this), why); }
  void OnElsewhere(std::string_view error) noexcept override {
    router_->Redirect(OwnedQuestion(this), error);
  }

 private:
  enum class Kind : uint8_t { kInsert, kLook, kSwap };

  RecordRouter* const router_;
  Kind kind_ = Kind::kLook;
  std::string_view id_;
  RecordReader* reader_ = nullptr;
  bool waits_when_down_ = false;
  int64_t deadline_ms_ = 0;
  std::string_view text_;
  int64_t px_ms_ = 0;
  const Decision* decision_ = nullptr;
  Node* asked_ = nullptr;
  int redirects_ = 0;
};

void RecordRouter::LetGo::operator()(Question* question) const noexcept {
  question->router()->free_.Put(std::unique_ptr<Question>(question));
}

// Asks a node for the slot map.
class RecordRouter::MapRequest final : public redis::Request {
 public:
  MapRequest(RecordRouter* router, net::Endpoint asked)
      : router_(router), asked_(std::move(asked)) {}

  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    out.Begin(2);
    out.Arg("CLUSTER");
    out.Arg("SLOTS");
  }
  redis::ReplyVerdict OnReply(const resp::Reply& reply, redis::ServerClock&) noexcept override {
    router_->OnMap(reply, asked_);
    return redis::ReplyVerdict::kDone;
  }
  void OnFailure(Status) noexcept override { router_->AskNext(); }

 private:
  RecordRouter* const router_;
  const net::Endpoint asked_;
};

RecordRouter::RecordRouter(net::EventLoop* loop, RedisStoreOptions options,
                           std::unique_ptr<net::Connector> connector, core::AnswerSink* sink)
    : loop_(loop),
      options_(std::move(options)),
      connector_(std::move(connector)),
      sink_(sink),
      timer_(loop, [this](int64_t now_ms) { OnDue(now_ms); }),
      turn_(loop, [this] { Sweep(); }),
      refresh_(redis::Backoff::SeedOf(this)),
      first_(MakeNode(options_.endpoint)) {}

RecordRouter::~RecordRouter() { Close(); }

RecordRouter::OwnedNode RecordRouter::MakeNode(const net::Endpoint& endpoint) {
  RedisStoreOptions options = options_;
  options.endpoint = endpoint;
  core::AnswerSink* const sink = this;
  auto records = std::make_unique<RedisRecords>(
      loop_, options, std::make_unique<SharedConnector>(connector_.get()), sink);
  return std::make_unique<Node>(Node{endpoint, std::move(records)});
}

void RecordRouter::Insert(std::string_view id, std::string_view text, int64_t px_ms,
                          Patience patience, RecordReader* reader) {
  NoteMode();
  if (is_single_) return first_->records->Insert(id, text, px_ms, patience, reader);
  OwnedQuestion question = Take(id, patience, reader);
  question->Inserts(text, px_ms);
  Ask(std::move(question));
}

void RecordRouter::Look(std::string_view id, Patience patience, RecordReader* reader) {
  NoteMode();
  if (is_single_) return first_->records->Look(id, patience, reader);
  Ask(Take(id, patience, reader));
}

void RecordRouter::Swap(std::string_view id, std::string_view expected, const Decision& decision,
                        Patience patience, RecordReader* reader) {
  NoteMode();
  if (is_single_) return first_->records->Swap(id, expected, decision, patience, reader);
  OwnedQuestion question = Take(id, patience, reader);
  question->Swaps(expected, &decision);
  Ask(std::move(question));
}

int64_t RecordRouter::NowMs(std::string_view id) const noexcept {
  const Node* const holder = KnownHolderOf(id);
  return holder == nullptr ? 0 : holder->records->NowMs(id);
}

bool RecordRouter::RefusesLateInserts(std::string_view id) const noexcept {
  const Node* const holder = KnownHolderOf(id);
  return holder != nullptr && holder->records->RefusesLateInserts(id);
}

void RecordRouter::NoteMode() {
  if (is_single_ || is_cluster_) return;
  const std::string& mode = first_->records->server().mode;
  is_cluster_ = mode == "cluster";
  is_single_ = !is_cluster_ && !mode.empty();
  if (is_cluster_) WantMap(nullptr, nullptr);
}

const RecordRouter::Node* RecordRouter::KnownHolderOf(std::string_view id) const noexcept {
  if (!is_cluster_ || map_.primaries().empty()) return first_.get();
  const size_t holder = map_.HolderOf(redis::SlotOfKey(id));
  return holder == redis::SlotMap::kNobody ? nullptr : nodes_[holder].get();
}

RecordRouter::Node* RecordRouter::HolderOf(std::string_view id) {
  if (!is_cluster_ || map_.primaries().empty()) return first_.get();
  const size_t holder = map_.HolderOf(redis::SlotOfKey(id));
  if (holder == redis::SlotMap::kNobody) return nullptr;
  OwnedNode& node = nodes_[holder];
  if (node == nullptr) node = MakeNode(map_.primaries()[holder]);
  return node.get();
}

RecordRouter::Node* RecordRouter::NodeAt(const net::Endpoint& endpoint) {
  if (first_->endpoint == endpoint) return first_.get();
  for (const std::vector<OwnedNode>* const nodes : {&nodes_, &retired_}) {
    for (const OwnedNode& node : *nodes) {
      if (node != nullptr && node->endpoint == endpoint) return node.get();
    }
  }
  retired_.push_back(MakeNode(endpoint));
  return retired_.back().get();
}

RecordRouter::OwnedQuestion RecordRouter::Take(std::string_view id, Patience patience,
                                               RecordReader* reader) {
  std::unique_ptr<Question> question = free_.Take();
  if (question == nullptr) question = std::make_unique<Question>(this);
  question->Begin(id, patience, reader);
  return OwnedQuestion(question.release());
}

void RecordRouter::Ask(OwnedQuestion question) {
  if (refresh_.OnUse()) timer_.WakeBy(refresh_.DueMs(), clock_.NowMs());
  Node* const holder = HolderOf(question->id());
  if (holder != nullptr) return question.release()->SendTo(holder);
  WantMap(nullptr, nullptr);
  question->reader()->OnFailed(is_closed_ ? StatusCode::kClosed : StatusCode::kClusterDown);
}

void RecordRouter::Redirect(OwnedQuestion question, std::string_view error) {
  is_cluster_ = true;
  const net::Endpoint from = question->asked()->endpoint;
  const resp::ClusterError kind = resp::ClusterErrorOf(error);
  if (kind == resp::ClusterError::kClusterDown) {
    WantMap(&from, nullptr);
    return question->reader()->OnFailed(StatusCode::kClusterDown);
  }
  const auto to = resp::ParseRedirect(error);
  if (!to || !question->MayGoOn()) {
    if (kind == resp::ClusterError::kMoved) WantMap(nullptr, &from);
    const bool is_moving = to || kind == resp::ClusterError::kTryAgain;
    return question->reader()->OnFailed(is_moving ? StatusCode::kSlotMoving
                                                  : StatusCode::kUnexpectedReply);
  }
  net::Endpoint holder;
  holder.host = to->host.empty() ? from.host : std::string(to->host);
  holder.port = to->port;
  holder.tls = from.tls;
  if (kind == resp::ClusterError::kAsk) return AskOnce(std::move(question), holder);
  WantMap(nullptr, &from);
  if (holder == from) Reconnect(question->asked());
  map_.Move(redis::SlotOfKey(question->id()), holder);
  nodes_.resize(map_.primaries().size());
  Ask(std::move(question));
}

void RecordRouter::AskOnce(OwnedQuestion question, const net::Endpoint& holder) {
  Node* const node = NodeAt(holder);
  node->records->SendAsking(question->LeftMs());
  question.release()->SendTo(node);
}

// What was never written may go to whoever keeps the record by now.
void RecordRouter::Failed(OwnedQuestion question, Status why) {
  Node* const asked = question->asked();
  if (!is_closed_ && is_cluster_ && IsOutOfReach(why.code())) {
    const Node* const holder = KnownHolderOf(question->id());
    const bool was_sent = StatusRetry(why.code()) == Retry::kAmbiguous;
    const bool has_successor = holder != asked && !was_sent;
    if (has_successor && question->MayGoOn()) return Ask(std::move(question));
    WantMap(&asked->endpoint, nullptr);
  }
  // A node that has left the map was closed, not the store.
  const bool is_node_closed = why.code() == StatusCode::kClosed && !is_closed_;
  question->reader()->OnFailed(is_node_closed ? StatusCode::kConnectFailed : why);
}

void RecordRouter::WantMap(const net::Endpoint* suspect, const net::Endpoint* source) {
  if (is_closed_) return;
  const int64_t now_ms = clock_.NowMs();
  if (suspect != nullptr) suspect_ = *suspect;
  if (source != nullptr) source_ = *source;
  if (source != nullptr) {
    refresh_.OnRedirect(now_ms);
  } else {
    refresh_.OnBroken(now_ms);
  }
  timer_.WakeBy(refresh_.DueMs(), now_ms);
}

void RecordRouter::OnDue(int64_t now_ms) {
  if (is_closed_ || !is_cluster_) return;
  if (refresh_.DueMs() <= now_ms) {
    refresh_.Begin(now_ms);
    ListWhoKnows();
    return AskNext();
  }
  timer_.WakeBy(refresh_.DueMs(), now_ms);
}

// Who has redirected knows most, and the replica of a node that is out of reach hears of its
// failover first. The node itself comes last.
void RecordRouter::ListWhoKnows() {
  to_ask_.clear();
  const auto add = [this](const net::Endpoint& endpoint) {
    const bool is_listed = std::find(to_ask_.begin(), to_ask_.end(), endpoint) != to_ask_.end();
    if (!is_listed && endpoint != suspect_) to_ask_.push_back(endpoint);
  };
  if (source_) add(*source_);
  if (suspect_) std::for_each(map_.replicas().begin(), map_.replicas().end(), add);
  for (const OwnedNode& node : nodes_) {
    if (node != nullptr && node->records->client().state() == redis::ClientState::kReady) {
      add(node->endpoint);
    }
  }
  add(options_.endpoint);
  std::for_each(map_.primaries().begin(), map_.primaries().end(), add);
  if (suspect_) to_ask_.push_back(*suspect_);
  std::reverse(to_ask_.begin(), to_ask_.end());
  source_.reset();
  suspect_.reset();
}

void RecordRouter::AskNext() {
  if (is_closed_) return;
  if (to_ask_.empty()) {
    const int64_t now_ms = clock_.NowMs();
    refresh_.End(now_ms);
    refresh_.OnBroken(now_ms);
    return timer_.WakeBy(refresh_.DueMs(), now_ms);
  }
  const net::Endpoint asked = std::move(to_ask_.back());
  to_ask_.pop_back();
  NodeAt(asked)->records->SendOwn(redis::OwnedRequest(new MapRequest(this, asked)));
}

void RecordRouter::OnMap(const resp::Reply& reply, const net::Endpoint& asked) {
  if (is_closed_) return;
  Result<redis::SlotMap> map = redis::SlotMap::Parse(reply, asked);
  if (!map.ok() || map.value().primaries().empty()) return AskNext();
  const int64_t now_ms = clock_.NowMs();
  refresh_.End(now_ms);
  timer_.WakeBy(refresh_.DueMs(), now_ms);
  Adopt(std::move(map).value());
}

// The clients of nodes that stay are kept.
void RecordRouter::Adopt(redis::SlotMap map) {
  std::vector<OwnedNode> before = std::exchange(nodes_, {});
  map_ = std::move(map);
  nodes_.resize(map_.primaries().size());
  const auto& primaries = map_.primaries();
  const auto keep = [&](std::vector<OwnedNode>& nodes) {
    for (OwnedNode& node : nodes) {
      if (node == nullptr) continue;
      const auto at = std::find(primaries.begin(), primaries.end(), node->endpoint);
      if (at == primaries.end()) continue;
      OwnedNode& place = nodes_[static_cast<size_t>(at - primaries.begin())];
      if (place == nullptr) place = std::move(node);
    }
  };
  keep(before);
  keep(retired_);
  std::erase(retired_, nullptr);
  for (OwnedNode& node : before) {
    if (node != nullptr) Retire(std::move(node));
  }
}

// A node that is up still answers what it was sent, and redirects what waits for it. From another
// one nothing is to be expected.
void RecordRouter::Retire(OwnedNode node) {
  Node* const retired = retired_.emplace_back(std::move(node)).get();
  if (retired->records->client().state() != redis::ClientState::kReady) retired->records->Close();
  turn_.Start();
}

// A name may lead to another server by now.
void RecordRouter::Reconnect(Node* node) {
  for (OwnedNode& each : nodes_) {
    if (each.get() == node) return Retire(std::move(each));
  }
}

void RecordRouter::Sweep() {
  turn_.Stop();
  std::vector<OwnedNode> idle;
  for (OwnedNode& node : retired_) {
    if (node->records->under_way() == 0) idle.push_back(std::move(node));
  }
  std::erase(retired_, nullptr);
}

void RecordRouter::Scan(core::CallId call, const core::ScanCall& args) {
  NoteMode();
  first_->records->Scan(call, args);
}

void RecordRouter::Close() {
  if (std::exchange(is_closed_, true)) return;
  timer_.Close();
  turn_.Close();
  first_->records->Close();
  for (const std::vector<OwnedNode>* const nodes : {&nodes_, &retired_}) {
    for (const OwnedNode& node : *nodes) {
      if (node != nullptr) node->records->Close();
    }
  }
}

void RecordRouter::OnAnswer(core::CallId call, core::Answer answer) noexcept {
  sink_->OnAnswer(call, std::move(answer));
}

void RecordRouter::OnBatchEnd() noexcept {
  if (!retired_.empty()) turn_.Start();
  sink_->OnBatchEnd();
}

}  // namespace onceonly::store
