// One call of a verb on its way, from its arguments to its answer.
//
//   known   a swap of the record that the caller knows -> as swap
//   insert  a begin, which takes the key for a fresh one
//             -> answered (written in time; a result stands there), look (a claim stands there;
//                written too late), insert (refused as late, with time left)
//   look      -> answered, swap, insert (a begin, and nothing stands there)
//   swap      -> answered (written), judged anew on what stands there instead: as look
#ifndef ONCEONLY_STORE_VERB_RUN_H_
#define ONCEONLY_STORE_VERB_RUN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "core/store.h"
#include "store/free_list.h"
#include "store/record_server.h"
#include "store/rules.h"

namespace onceonly::store {

// Shared by all runs of a runner.
struct RunHost {
  RecordServer* server;
  const Clock* clock;
  core::AnswerSink* sink;
  int64_t last_fence = 0;

  // Higher than every one before, and, as far as clocks agree, than those that others gave.
  int64_t NextFence(int64_t now_ms) noexcept;
};

class VerbRun : public RecordReader {
 protected:
  explicit VerbRun(RunHost* host) noexcept : host_(host) {}

  // `id` stays as it is while the run lasts.
  void Start(core::CallId call, std::string_view id, Patience patience);
  // Each asks the first question. `known` is the record as its caller knows it.
  void AskToInsert();
  void AskToLook();
  void AskKnowing(std::string_view known);

  virtual Decision Judge(const View& view) = 0;
  // Of a begin, whose key is claimed where there is no record: the text of its first claim, and its
  // time to live. REQUIRES: IsBegin().
  virtual bool IsBegin() const noexcept { return false; }
  virtual Decision FirstClaim(int64_t /*now_ms*/, int64_t /*not_after_ms*/) { return {}; }
  // Gives the run back and hands the answer over.
  virtual void End(core::Answer answer) noexcept = 0;

  RunHost* host() const noexcept { return host_; }
  core::CallId call() const noexcept { return call_; }
  // The memory of its texts, whoever owns it.
  size_t kept_bytes() const noexcept { return found_.capacity(); }

 private:
  enum class Question : uint8_t { kInsert, kLook, kSwap };

  void OnRecord(const View& found) noexcept override;
  void OnWritten(int64_t now_ms) noexcept override;
  void OnFailed(Status why) noexcept override;

  void TakeInserted(int64_t now_ms) noexcept;
  void LookAgain();
  void Decide(const View& view);
  void Swap(std::string_view expected);
  void AnswerOf(std::optional<std::string_view> record) noexcept;
  void AnswerOfWritten() noexcept;
  void Answer(core::Answer answer) noexcept;
  void Fail(StatusCode why) noexcept;
  bool IsTimeOver() const noexcept;
  Patience TimeLeft() const noexcept;

  RunHost* const host_;
  core::CallId call_ = 0;
  std::string_view id_;
  bool waits_when_down_ = false;
  int64_t deadline_ms_ = 0;  // of the clock
  Question question_ = Question::kLook;
  int64_t not_after_ms_ = 0;  // until when the first claim holds, 0 for always
  std::string found_;         // the record that a look or a swap has shown
  Decision decision_;         // what is being written, with the answer for when it is
};

// The run of a verb with these traits: `Call`; `kTexts`, the views that a call consists of;
// `Patient(call)`, whether it waits for a server that is down; `Known(call)`, the record that may
// be swapped without a look, if any; `Judge(view, call, host)`.
template <typename Verb>
class RunOf final : public VerbRun {
 public:
  using Call = typename Verb::Call;
  using FreeRuns = FreeList<RunOf>;

  // Both outlive the run, which goes to `free` when it has ended.
  static void Begin(RunHost* host, FreeRuns* free, core::CallId call, const Call& args) {
    std::unique_ptr<RunOf> run = free->Take();
    if (run == nullptr) run.reset(new RunOf(host, free));
    run.release()->Run(call, args);
  }

 private:
  static constexpr bool kIsBegin = requires(const Call& call) { call.max_attempts; };
  static constexpr size_t kMaxKeptBytes = 4096;

  RunOf(RunHost* host, FreeRuns* free) : VerbRun(host), free_(free) {}

  void Run(core::CallId call, const Call& args) {
    Take(args);
    Start(call, args_.id, {args_.timeout_ms, Verb::Patient(args_)});
    if constexpr (kIsBegin) return AskToInsert();
    AskKnowing(Verb::Known(args_));
  }

  // Keeps all texts of the call, one behind the other.
  void Take(const Call& args) {
    args_ = args;
    size_t size = 0;
    for (const auto text : Verb::kTexts) size += (args.*text).size();
    texts_.clear();
    texts_.reserve(size);
    for (const auto text : Verb::kTexts) {
      const size_t at = texts_.size();
      texts_.append(args.*text);
      args_.*text = std::string_view(texts_).substr(at);
    }
  }

  Decision Judge(const View& view) override { return Verb::Judge(view, args_, host()); }
  bool IsBegin() const noexcept override { return kIsBegin; }
  Decision FirstClaim(int64_t now_ms, int64_t not_after_ms) override {
    if constexpr (kIsBegin) return Verb::FirstClaim(args_, now_ms, not_after_ms, host());
    return {};
  }

  // The receiver of the answer may use the run for another call.
  void End(core::Answer answer) noexcept override {
    core::AnswerSink* const sink = host()->sink;
    const core::CallId id = call();
    std::unique_ptr<RunOf> self(this);
    if (texts_.capacity() + kept_bytes() <= kMaxKeptBytes) free_->Put(std::move(self));
    self.reset();
    sink->OnAnswer(id, std::move(answer));
  }

  FreeRuns* const free_;
  Call args_;  // its texts are those below
  std::string texts_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_VERB_RUN_H_
