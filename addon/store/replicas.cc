#include "store/replicas.h"

#include <optional>
#include <utility>

#include "base/clock.h"
#include "resp/redirect.h"

namespace onceonly::store {
namespace {

// Longer than any pause between two writes that are worth another key.
constexpr int64_t kMarkMs = 60'000;

}  // namespace

// Stands between a question and who asked it.
class Replicas::Held final : public RecordReader {
 public:
  explicit Held(Replicas* replicas) noexcept : replicas_(replicas) {}

  void Begin(RecordReader* reader) noexcept { reader_ = reader; }

  void OnRecord(const View& found) noexcept override {
    is_written_ = false;
    left_ms_ = found.left_ms;
    now_ms_ = found.now_ms;
    text_.reset();
    if (found.text) text_.emplace(*found.text);
    replicas_->answered_.Add(this);
  }
  void OnWritten(int64_t now_ms) noexcept override {
    is_written_ = true;
    now_ms_ = now_ms;
    replicas_->answered_.Add(this);
  }
  void OnFailed(Status why) noexcept override { LetGo()->OnFailed(why); }
  void OnElsewhere(std::string_view error) noexcept override { LetGo()->OnElsewhere(error); }

  void Tell() noexcept {
    if (is_written_) return LetGo()->OnWritten(now_ms_);
    const std::optional<std::string> text = std::exchange(text_, std::nullopt);
    View found{std::nullopt, left_ms_, now_ms_};
    if (text) found.text = *text;
    LetGo()->OnRecord(found);
  }

 private:
  // The reader may ask another question, which may use this object.
  RecordReader* LetGo() noexcept {
    RecordReader* const reader = reader_;
    replicas_->Forget(this);
    return reader;
  }

  Replicas* const replicas_;
  RecordReader* reader_ = nullptr;
  bool is_written_ = false;
  std::optional<std::string> text_;
  int64_t left_ms_ = 0;
  int64_t now_ms_ = 0;
};

// The same object stands for every mark that is on its way: none has anything of its own.
class Replicas::Mark final : public redis::Request {
 public:
  explicit Mark(Replicas* replicas) noexcept : replicas_(replicas) {}

  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    out.Begin(5);
    out.Arg("SET");
    out.Arg(replicas_->key_head_, replicas_->mark_id_, "}");
    out.Arg("");
    out.Arg("PX");
    out.Arg(kMarkMs);
  }
  // A node that has given the slot away needs another key. A full server takes no mark; what it
  // does take are the writes themselves.
  redis::ReplyVerdict OnReply(const resp::Reply& reply, redis::ServerClock&) noexcept override {
    if (reply.is_error() && resp::ClusterErrorOf(reply.text()) != resp::ClusterError::kNone) {
      replicas_->mark_id_.clear();
    }
    return redis::ReplyVerdict::kDone;
  }
  void OnFailure(Status) noexcept override {}
  void LetGo() noexcept override {}

 private:
  Replicas* const replicas_;
};

// The same.
class Replicas::Wait final : public redis::Request {
 public:
  explicit Wait(Replicas* replicas) noexcept : replicas_(replicas) {}

  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    out.Begin(3);
    out.Arg("WAIT");
    out.Arg(replicas_->wanted_);
    out.Arg(replicas_->wait_ms_);
  }
  redis::ReplyVerdict OnReply(const resp::Reply& reply, redis::ServerClock&) noexcept override {
    replicas_->OnWaited(reply);
    return redis::ReplyVerdict::kDone;
  }
  void OnFailure(Status) noexcept override {
    --replicas_->waits_;
    replicas_->answered_.TellAll([](Held* held) { held->OnFailed(StatusCode::kOutcomeUnknown); });
  }
  void LetGo() noexcept override {}

 private:
  Replicas* const replicas_;
};

Replicas::Replicas(int64_t wanted, int64_t wait_ms, std::string key_head, Observer* observer)
    : wanted_(wanted),
      wait_ms_(wait_ms),
      key_head_(std::move(key_head)),
      observer_(observer),
      mark_(std::make_unique<Mark>(this)),
      wait_(std::make_unique<Wait>(this)) {}

Replicas::~Replicas() = default;

RecordReader* Replicas::Hold(RecordReader* reader, std::string_view id) {
  if (wanted_ == 0) return reader;
  if (mark_id_.empty()) mark_id_ = id;
  std::unique_ptr<Held> held = free_.Take();
  if (held == nullptr) held = std::make_unique<Held>(this);
  held->Begin(reader);
  ++open_;
  return held.release();
}

void Replicas::Forget(Held* held) noexcept {
  --open_;
  free_.Put(std::unique_ptr<Held>(held));
}

// A WAIT ends with its connection at the latest, and that when the server is silent.
redis::Pending Replicas::Next() noexcept {
  if (open_ == 0 || std::exchange(is_awaited_, false)) {
    is_marked_ = false;
    return {};
  }
  if (!std::exchange(is_marked_, true) && !mark_id_.empty()) {
    return {redis::OwnedRequest(mark_.get()), kNever};
  }
  is_awaited_ = true;
  ++waits_;
  return {redis::OwnedRequest(wait_.get()), kNever};
}

void Replicas::OnWaited(const resp::Reply& reply) noexcept {
  const bool is_met = reply.type() == resp::ReplyType::kInteger && reply.integer() >= wanted_;
  --waits_;
  misses_ = is_met ? 0 : misses_ + 1;
  if (misses_ >= kMostMisses) observer_->OnReplicasMissing();
  answered_.TellAll([is_met](Held* held) {
    if (is_met) return held->Tell();
    held->OnFailed(StatusCode::kNotReplicated);
  });
}

}  // namespace onceonly::store
