// How a router comes by the slot map, and what becomes of the nodes when it changes.
#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "resp/server_error.h"
#include "store/answers.h"
#include "store/record_router.h"

namespace onceonly::store {
namespace {

// How long one node is asked for the map while there is another one to ask. A request waits two
// seconds, and several nodes may be out of reach.
constexpr int64_t kPatienceMs = 400;

// "<digest>.<node>.<cursor>".
struct ClusterCursor {
  uint64_t digest = 0;
  size_t node = 0;
  std::string_view cursor = "0";
};

std::optional<ClusterCursor> ReadCursor(std::string_view text) {
  ClusterCursor read;
  const char* const end = text.data() + text.size();
  const auto digest = std::from_chars(text.data(), end, read.digest);
  if (digest.ec != std::errc() || digest.ptr == end || *digest.ptr != '.') return std::nullopt;
  const auto node = std::from_chars(digest.ptr + 1, end, read.node);
  if (node.ec != std::errc() || node.ptr == end || *node.ptr != '.') return std::nullopt;
  read.cursor = text.substr(static_cast<size_t>(node.ptr + 1 - text.data()));
  return read;
}

std::string HeadOf(uint64_t digest, size_t node) {
  return std::to_string(digest) + "." + std::to_string(node) + ".";
}

}  // namespace

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

// Asks a node for the slot map, and then scans.
class RecordRouter::ScanStart final : public redis::Request {
 public:
  ScanStart(RecordRouter* router, net::Endpoint asked, core::CallId call,
            const core::ScanCall& args)
      : router_(router),
        asked_(std::move(asked)),
        call_(call),
        cursor_(args.cursor),
        hint_(args.hint),
        args_(args),
        deadline_ms_(router->clock_.NowMs() + args.timeout_ms) {}

  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    out.Begin(2);
    out.Arg("CLUSTER");
    out.Arg("SLOTS");
  }
  redis::ReplyVerdict OnReply(const resp::Reply& reply, redis::ServerClock&) noexcept override {
    router_->NoteMode();
    Result<redis::SlotMap> map = redis::SlotMap::Parse(reply, asked_);
    const bool has_map = map.ok() && !map.value().primaries().empty();
    if (has_map) {
      router_->is_cluster_ = true;
      router_->Adopt(std::move(map).value());
    }
    if (!has_map && router_->is_cluster_) {
      OnFailure(reply.is_error() ? resp::ServerErrorCode(reply.text()) : StatusCode::kClusterDown);
      return redis::ReplyVerdict::kDone;
    }
    args_.cursor = cursor_;
    args_.hint = hint_;
    args_.timeout_ms = std::max<int64_t>(deadline_ms_ - router_->clock_.NowMs(), 0);
    router_->ScanNode(call_, args_);
    return redis::ReplyVerdict::kDone;
  }
  void OnFailure(Status why) noexcept override {
    router_->sink_->OnAnswer(call_, FailedAnswer(why));
  }

 private:
  RecordRouter* const router_;
  const net::Endpoint asked_;
  const core::CallId call_;
  const std::string cursor_;
  const std::string hint_;
  core::ScanCall args_;
  const int64_t deadline_ms_;
};

void RecordRouter::WantMap(const net::Endpoint* suspect, const net::Endpoint* source) {
  if (is_closed_) return;
  const int64_t now_ms = clock_.NowMs();
  if (suspect != nullptr) suspect_ = *suspect;
  if (source != nullptr) source_ = *source;
  if (source != nullptr) {
    refresh_.OnRedirect(now_ms);
  } else {
    refresh_.OnBroken(now_ms, map_.primaries().size());
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
  std::for_each(options_.seeds.begin(), options_.seeds.end(), add);
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
    has_asked_in_vain_ = true;
    refresh_.End(now_ms);
    refresh_.OnBroken(now_ms, map_.primaries().size());
    return timer_.WakeBy(refresh_.DueMs(), now_ms);
  }
  const net::Endpoint asked = std::move(to_ask_.back());
  to_ask_.pop_back();
  redis::OwnedRequest request(new MapRequest(this, asked));
  RedisRecords& records = *NodeAt(asked)->records;
  if (to_ask_.empty()) return records.SendOwn(std::move(request));
  records.SendOwn(std::move(request), kPatienceMs);
}

void RecordRouter::OnMap(const resp::Reply& reply, const net::Endpoint& asked) {
  if (is_closed_) return;
  Result<redis::SlotMap> map = redis::SlotMap::Parse(reply, asked);
  if (reply.is_error()) why_no_map_ = resp::ServerErrorCode(reply.text());
  if (!map.ok() || map.value().primaries().empty()) return AskNext();
  why_no_map_ = StatusCode::kClusterDown;
  has_asked_in_vain_ = false;
  const int64_t now_ms = clock_.NowMs();
  refresh_.End(now_ms);
  timer_.WakeBy(refresh_.DueMs(), now_ms);
  Adopt(std::move(map).value());
}

// The clients of nodes that stay are kept. One that was closed is of no use to a node that is back.
void RecordRouter::Adopt(redis::SlotMap map) {
  std::vector<OwnedNode> before = std::exchange(nodes_, {});
  const redis::SlotMap old = std::exchange(map_, std::move(map));
  nodes_.resize(map_.primaries().size());
  const auto& primaries = map_.primaries();
  const auto keep = [&](std::vector<OwnedNode>& nodes) {
    for (OwnedNode& node : nodes) {
      if (node == nullptr) continue;
      if (node->records->client().state() == redis::ClientState::kClosed) continue;
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
  CheckInOwnSlots();
  TellNews(old);
}

// A node that is named anew as before may be as dead as before.
void RecordRouter::TellNews(const redis::SlotMap& before) {
  if (is_closed_ || map_.Digest() == before.Digest()) return;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i] == nullptr) continue;
    nodes_[i]->outage.OnNews();
    const auto& primaries = before.primaries();
    const auto was = std::find(primaries.begin(), primaries.end(), nodes_[i]->endpoint);
    const auto held = was == primaries.end()
                          ? redis::SlotSet()
                          : before.SlotsOf(static_cast<size_t>(was - primaries.begin()));
    if ((map_.SlotsOf(i) & ~held).any()) nodes_[i]->records->Hurry();
  }
}

void RecordRouter::CheckInOwnSlots() {
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i] == nullptr) continue;
    RedisRecords& records = *nodes_[i]->records;
    const auto slot = records.checked_slot();
    if (slot && map_.HolderOf(*slot) == i) continue;
    if (const auto held = map_.LastSlotOf(i)) records.CheckIn(*held);
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
  const bool is_known = is_cluster_ && !map_.primaries().empty();
  if (is_single_ || (is_known && args.cursor != "0")) return ScanNode(call, args);
  BeginScan(call, args);
}

void RecordRouter::BeginScan(core::CallId call, const core::ScanCall& args) {
  Node* asked = first_.get();
  for (const OwnedNode& node : nodes_) {
    const bool is_ready =
        node != nullptr && node->records->client().state() == redis::ClientState::kReady;
    if (is_ready) asked = node.get();
  }
  asked->records->SendOwn(redis::OwnedRequest(new ScanStart(this, asked->endpoint, call, args)));
}

void RecordRouter::ScanNode(core::CallId call, const core::ScanCall& args) {
  if (!is_cluster_) return first_->records->Scan(call, args);
  const uint64_t digest = map_.Digest();
  const std::vector<size_t> holders = map_.Holders();
  const bool begins = args.cursor == "0";
  const auto cursor = begins ? ClusterCursor{digest} : ReadCursor(args.cursor);
  if (!map_.IsWhole()) return sink_->OnAnswer(call, FailedAnswer(StatusCode::kClusterDown));
  if (!cursor || cursor->digest != digest || cursor->node >= holders.size()) {
    return sink_->OnAnswer(call, FailedAnswer(StatusCode::kSlotsMoved));
  }
  const size_t holder = holders[cursor->node];
  const bool is_last = cursor->node + 1 == holders.size();
  ScanPart part;
  part.cursor_head = HeadOf(digest, cursor->node);
  part.next = is_last ? "0" : HeadOf(digest, cursor->node + 1) + "0";
  part.slots = map_.SlotsOf(holder);
  core::ScanCall of_node = args;
  of_node.cursor = cursor->cursor;
  OwnedNode& node = nodes_[holder];
  if (node == nullptr) node = MakeHolder(holder);
  node->records->Scan(call, of_node, std::move(part));
}

}  // namespace onceonly::store
