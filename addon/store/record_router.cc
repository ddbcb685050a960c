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

// A redirect that came once too often, or leads nowhere.
StatusCode WhyNotFollowed(resp::ClusterError kind, bool has_target) noexcept {
  switch (kind) {
    case resp::ClusterError::kAsk:
    case resp::ClusterError::kTryAgain:
      return StatusCode::kSlotMoving;
    case resp::ClusterError::kMoved:
      return has_target ? StatusCode::kTooManyRedirects : StatusCode::kSlotMoving;
    default:
      return StatusCode::kUnexpectedReply;
  }
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

std::string NameOfNode(const net::Endpoint& endpoint) {
  const std::string host = net::IsIpv6(endpoint.host) ? "[" + endpoint.host + "]" : endpoint.host;
  return host + ":" + std::to_string(endpoint.port);
}

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
    is_lent_ = false;
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
  bool waits_when_down() const noexcept { return waits_when_down_; }
  int64_t LeftMs() const noexcept {
    return std::max<int64_t>(deadline_ms_ - router_->clock_.NowMs(), 0);
  }
  // Counts one more redirect.
  bool MayGoOn() noexcept { return redirects_++ < kMaxRedirects && LeftMs() > 0; }

  // It goes to a node that its slot is on its way to. One that would insert finds nothing there,
  // but may insert only where it is asked to: it asks again when the slot has arrived.
  void IsAskedOnce() noexcept { is_lent_ = kind_ == Kind::kInsert; }

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
    if (is_lent_ && !found.text) return OnFailed(StatusCode::kSlotMoving);
    asked_->outage.OnAnswer();
    RecordReader* const reader = reader_;
    OwnedQuestion(this).reset();
    reader->OnRecord(found);
  }
  void OnWritten(int64_t now_ms) noexcept override {
    asked_->outage.OnAnswer();
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
  bool is_lent_ = false;
};

void RecordRouter::LetGo::operator()(Question* question) const noexcept {
  question->router()->free_.Put(std::unique_ptr<Question>(question));
}

RecordRouter::RecordRouter(net::EventLoop* loop, RedisStoreOptions options,
                           std::unique_ptr<net::Connector> connector, core::AnswerSink* sink)
    : loop_(loop),
      options_(std::move(options)),
      connector_(std::move(connector)),
      sink_(sink),
      timer_(loop, [this](int64_t now_ms) { OnDue(now_ms); }),
      turn_(loop, [this] { Sweep(); }),
      refresh_(redis::Backoff::SeedOf(this)),
      is_single_(!options_.may_be_cluster),
      is_cluster_(!options_.seeds.empty()),
      first_(MakeNode(options_.endpoint, {})) {}

RecordRouter::~RecordRouter() { Close(); }

RecordRouter::OwnedNode RecordRouter::MakeNode(const net::Endpoint& endpoint, NodeTraits traits) {
  RedisStoreOptions options = options_;
  options.endpoint = endpoint;
  core::AnswerSink* const sink = this;
  auto records = std::make_unique<RedisRecords>(
      loop_, options, std::make_unique<SharedConnector>(connector_.get()), sink, std::move(traits));
  const uint32_t seed = redis::Backoff::SeedOf(records.get());
  return std::make_unique<Node>(Node{endpoint, std::move(records), Outage(seed)});
}

RecordRouter::OwnedNode RecordRouter::MakeHolder(size_t primary) {
  const net::Endpoint endpoint = map_.primaries()[primary];
  NodeTraits traits;
  traits.slot = map_.LastSlotOf(primary);
  traits.on_lost_slot = [this, endpoint] { WantMap(nullptr, &endpoint); };
  traits.is_known_node = true;
  return MakeNode(endpoint, std::move(traits));
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
  if (!is_cluster_) return first_.get();
  const size_t holder = map_.HolderOf(redis::SlotOfKey(id));
  return holder == redis::SlotMap::kNobody ? nullptr : nodes_[holder].get();
}

RecordRouter::Node* RecordRouter::HolderOf(std::string_view id) {
  if (!is_cluster_) return first_.get();
  const size_t holder = map_.HolderOf(redis::SlotOfKey(id));
  if (holder == redis::SlotMap::kNobody) return nullptr;
  OwnedNode& node = nodes_[holder];
  if (node == nullptr) node = MakeHolder(holder);
  return node.get();
}

RecordRouter::Node* RecordRouter::NodeAt(const net::Endpoint& endpoint) {
  if (first_->endpoint == endpoint) return first_.get();
  for (const std::vector<OwnedNode>* const nodes : {&nodes_, &retired_}) {
    for (const OwnedNode& node : *nodes) {
      if (node != nullptr && node->endpoint == endpoint) return node.get();
    }
  }
  NodeTraits traits;
  traits.is_known_node = true;
  retired_.push_back(MakeNode(endpoint, std::move(traits)));
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
  if (holder == nullptr) {
    WantMap(nullptr, nullptr);
    return question->reader()->OnFailed(WhyNobody());
  }
  if (!question->waits_when_down() && !holder->outage.LetsThrough(clock_.NowMs())) {
    WantMap(&holder->endpoint, nullptr);
    return question->reader()->OnFailed(StatusCode::kBreakerOpen);
  }
  question.release()->SendTo(holder);
}

StatusCode RecordRouter::WhyNobody() const noexcept {
  if (is_closed_) return StatusCode::kClosed;
  const bool is_down = first_->records->client().state() == redis::ClientState::kDown;
  const bool is_hopeless = map_.primaries().empty() && has_asked_in_vain_ && is_down;
  return is_hopeless ? StatusCode::kBreakerOpen : why_no_map_;
}

void RecordRouter::Redirect(OwnedQuestion question, std::string_view error) {
  NoteMode();
  if (is_single_) return question->reader()->OnElsewhere(error);
  is_cluster_ = true;
  const net::Endpoint from = question->asked()->endpoint;
  const resp::ClusterError kind = resp::ClusterErrorOf(error);
  if (kind == resp::ClusterError::kClusterDown) {
    question->asked()->outage.OnDown(clock_.NowMs());
    WantMap(&from, nullptr);
    return question->reader()->OnFailed(StatusCode::kClusterDown);
  }
  question->asked()->outage.OnAnswer();
  const auto to = resp::ParseRedirect(error);
  if (!to || !question->MayGoOn()) {
    if (kind == resp::ClusterError::kMoved) WantMap(nullptr, &from);
    return question->reader()->OnFailed(WhyNotFollowed(kind, to.has_value()));
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
  CheckInOwnSlots();
  // A node that has a slot is up, as far as another one knows.
  if (Node* const node = HolderOf(question->id())) node->records->Hurry();
  Ask(std::move(question));
}

void RecordRouter::AskOnce(OwnedQuestion question, const net::Endpoint& holder) {
  question->IsAskedOnce();
  Node* const node = NodeAt(holder);
  node->records->SendAsking(question->LeftMs());
  question.release()->SendTo(node);
}

// What was never written may go to whoever keeps the record by now.
void RecordRouter::Failed(OwnedQuestion question, Status why) {
  Node* const asked = question->asked();
  if (!is_closed_) NoteMode();
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

std::vector<NodeState> RecordRouter::nodes() const {
  std::vector<NodeState> states;
  if (!is_cluster_) return states;
  for (const size_t holder : map_.Holders()) {
    NodeState& state = states.emplace_back(NodeState{map_.primaries()[holder], {}, {}});
    if (nodes_[holder] == nullptr) continue;
    const redis::Client& client = nodes_[holder]->records->client();
    state.state = client.state();
    state.last_error = client.last_error();
    if (!nodes_[holder]->outage.is_on() || state.state != redis::ClientState::kReady) continue;
    state.state = redis::ClientState::kDown;
    state.last_error = StatusCode::kClusterDown;
  }
  return states;
}

std::string RecordRouter::PartOf(std::string_view id) const {
  if (!is_cluster_) return {};
  const size_t holder = map_.HolderOf(redis::SlotOfKey(id));
  if (holder == redis::SlotMap::kNobody) return {};
  return NameOfNode(map_.primaries()[holder]);
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
