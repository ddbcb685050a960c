// A store whose server is made of functions in JavaScript.
#ifndef ONCEONLY_BINDING_CUSTOM_STORE_H_
#define ONCEONLY_BINDING_CUSTOM_STORE_H_

#include <napi.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "core/store.h"
#include "store/record_server.h"
#include "store/verb_runner.h"
#include "store/watches.h"

namespace onceonly::binding {

// Puts questions to one function of JavaScript, `ask(question, what, timeout_ms, id, text, next,
// ttl_ms, wakes)`. Tell() brings the answer to each: at once, later, or never. Times out nothing by
// itself.
//
// `what` says to insert `text` for `ttl_ms`, to look, or to swap `text` for `next` (a Buffer, or
// null to remove it) for `ttl_ms` (kKeepTtl for what is left).
class CustomServer final : public store::RecordServer {
 public:
  enum class What : uint8_t { kInsert, kLook, kSwap };
  enum class Outcome : uint8_t { kFailed, kWritten, kFound };

  static constexpr int64_t kKeepTtl = -1;

  // An answer as JavaScript tells it.
  struct Told {
    Outcome outcome = Outcome::kFailed;
    Retry retry = Retry::kAmbiguous;  // kFailed
    int64_t now_ms = 0;               // of the server's clock; 0 if it did not say it
    store::View found;                // kFound; its time is `now_ms`
  };

  // `ask` is held weakly: who made the store holds it.
  CustomServer(Napi::Env env, Napi::Function ask);

  void Insert(std::string_view id, std::string_view text, int64_t px_ms, store::Patience patience,
              store::RecordReader* reader) override;
  void Look(std::string_view id, store::Patience patience, store::RecordReader* reader) override;
  void Swap(std::string_view id, std::string_view expected, const store::Decision& decision,
            store::Patience patience, store::RecordReader* reader) override;
  int64_t NowMs(std::string_view id) const noexcept override;
  // Without the server's time nobody can tell that a claim came late. Another clock could take a
  // good claim for a late one.
  bool RefusesLateInserts(std::string_view) const noexcept override { return !tells_time_; }

  // The id that a question is about, empty if nobody waits for an answer to it.
  std::string IdOf(uint32_t question) const;
  // Takes the answer to a question. Does nothing if it is answered, or was never asked.
  void Tell(uint32_t question, Told told);
  // Fails every question that waits.
  void FailAll(Status why);

 private:
  struct Waiting {
    store::RecordReader* reader;
    std::string_view id;
    bool is_insertion = false;
    bool needs_time = false;  // an insertion that says until when it holds
  };

  struct Question {
    What what = What::kLook;
    std::string_view id;
    std::string_view text;
    bool removes = false;
    std::string_view next;
    int64_t ttl_ms = 0;
    bool wakes = false;
  };

  void Ask(const Question& question, store::Patience patience, store::RecordReader* reader);
  bool Call(uint32_t number, const Question& question, int64_t timeout_ms);
  void TellWritten(const Waiting& waiting, int64_t now_ms);
  void TellFound(const Waiting& waiting, store::View found);

  Napi::Env env_;
  Napi::Reference<Napi::Function> ask_;
  std::unordered_map<uint32_t, Waiting> waiting_;
  uint32_t last_question_ = 0;
  bool tells_time_ = false;  // with an insertion, as far as is known
  int64_t ahead_ms_ = 0;     // the server's clock, of this machine's
};

// The verbs over such a server, and the watches of this process: they are told of every change by
// this process. A record that others change as well is marked, so that who ends it calls `notify`.
class CustomStore final : public core::Store {
 public:
  // `clock` and `sink` outlive the store.
  CustomStore(Napi::Env env, Napi::Function ask, bool is_shared, const Clock* clock,
              core::AnswerSink* sink);
  ~CustomStore() override;

  void Begin(core::CallId call, const core::BeginCall& args) override;
  void Complete(core::CallId call, const core::CompleteCall& args) override;
  void Renew(core::CallId call, const core::RenewCall& args) override;
  void Release(core::CallId call, const core::ReleaseCall& args) override;
  void Inspect(core::CallId call, const core::InspectCall& args) override;
  void Remove(core::CallId call, const core::RemoveCall& args) override;
  void Resolve(core::CallId call, const core::ResolveCall& args) override;
  // Always fails: `list` of the functions is asked in JavaScript.
  void Scan(core::CallId call, const core::ScanCall& args) override;
  void Watch(core::CallId call, std::string id) override;
  void Unwatch(core::CallId call) override;
  void Close() override;

  // See CustomServer::Tell.
  void Tell(uint32_t question, CustomServer::Told told);

 private:
  template <typename Call>
  void Run(core::CallId call, const Call& args,
           void (store::VerbRunner::*verb)(core::CallId, const Call&));

  void TellWatching(core::CallId call);

  const bool is_shared_;
  core::AnswerSink* sink_;
  CustomServer server_;
  store::VerbRunner runner_;
  store::Watches watches_;
  bool is_closed_ = false;
};

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_CUSTOM_STORE_H_
