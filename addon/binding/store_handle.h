// A store as JavaScript holds it: positional, checked arguments in, answers through an
// AnswerChannel.
#ifndef ONCEONLY_BINDING_STORE_HANDLE_H_
#define ONCEONLY_BINDING_STORE_HANDLE_H_

#include <napi.h>

#include <functional>
#include <memory>

#include "base/clock.h"
#include "binding/answer_channel.h"
#include "binding/call_form.h"
#include "core/store.h"

namespace onceonly::store {
class MemoryStore;
class RedisStore;
}  // namespace onceonly::store

namespace onceonly::binding {

class CustomStore;
class Environment;

// A store, and what it is: a binary of a release has no types at run time to ask.
struct OwnStore {
  OwnStore() = default;
  OwnStore(std::unique_ptr<store::MemoryStore> made);  // NOLINT(google-explicit-constructor)
  OwnStore(std::unique_ptr<store::RedisStore> made);   // NOLINT(google-explicit-constructor)
  OwnStore(std::unique_ptr<CustomStore> made);         // NOLINT(google-explicit-constructor)

  core::Store* operator->() const noexcept { return any.get(); }

  store::MemoryStore* memory = nullptr;
  store::RedisStore* redis = nullptr;
  CustomStore* custom = nullptr;
  std::unique_ptr<core::Store> any;
};

// Every verb finds its call id in the call form, which the channel passes to AnswerChannel as
// `form`. It says there whether the call is answered.
// - `begin` takes id, token, fingerprint, the other fingerprint, hint and label. Its numbers are in
//   the form.
// - `complete` takes id, the record that the owner knows or '', payload and the other fingerprint.
//   With a record, the rest is read from it. Without one it also takes token, fingerprint, hint and
//   label. Its numbers are in the form.
// - All other verbs take their numbers one by one.
class StoreHandle final : public Napi::ObjectWrap<StoreHandle> {
 public:
  // Gets the clock that `advance` moves.
  using MakeStore = std::function<OwnStore(core::AnswerSink*, const Clock* movable)>;

  // Adds createMemoryStore, createRedisStore and createCustomStore to `exports`.
  static void Export(Napi::Env env, Napi::Object exports);

  explicit StoreHandle(const Napi::CallbackInfo& info);
  ~StoreHandle() override;

  // Drops the store without a word to JavaScript: the environment goes away.
  void LetGo() noexcept;

 private:
  static Napi::Value CreateMemoryStore(const Napi::CallbackInfo& info);
  static Napi::Value CreateRedisStore(const Napi::CallbackInfo& info);
  static Napi::Value CreateCustomStore(const Napi::CallbackInfo& info);
  static Napi::Value Create(Napi::Env env, Napi::Value channel, MakeStore make);

  // A method of this object alone, so that a call need not look up whose it is: that takes a
  // private property of the object, and 7% of a begin and its complete.
  template <void (StoreHandle::*kVerb)(const Napi::CallbackInfo&)>
  void AddVerb(Napi::Object self, const char* name);

  void Begin(const Napi::CallbackInfo& info);
  void Complete(const Napi::CallbackInfo& info);
  void Renew(const Napi::CallbackInfo& info);
  void Release(const Napi::CallbackInfo& info);
  void Inspect(const Napi::CallbackInfo& info);
  void Remove(const Napi::CallbackInfo& info);
  void Resolve(const Napi::CallbackInfo& info);
  void Scan(const Napi::CallbackInfo& info);
  // Of a store with a server: (arguments, timeout_ms).
  void Command(const Napi::CallbackInfo& info);
  // Returns 1 when changes are told already, 0 when `dispatch` will say so.
  Napi::Value Watch(const Napi::CallbackInfo& info);
  Napi::Value Unwatch(const Napi::CallbackInfo& info);
  // Hands over the answers of a verb to other calls.
  Napi::Value Deliver(const Napi::CallbackInfo& info);
  // For a store with a server: `{ state, lastError, version, evictionPolicy, refusedCommands }`,
  // all strings, `lastError` the name of a status, and `nodes`, `[{ address, state, lastError }]`
  // of a cluster. Else undefined.
  Napi::Value ReadStatus(const Napi::CallbackInfo& info);
  // (id): which node of a cluster keeps the record, "host:port"; '' for every other store.
  Napi::Value Hurry(const Napi::CallbackInfo& info);
  Napi::Value PartOf(const Napi::CallbackInfo& info);
  // Which part of its room an embedded store has taken, 0 to 1 and beyond; 0 for any other.
  Napi::Value Fullness(const Napi::CallbackInfo& info);
  // Moves the clock of a store that has one of its own.
  Napi::Value Advance(const Napi::CallbackInfo& info);
  // Of a store in JavaScript: takes the answer of its functions to a question of CustomServer.
  // (question, outcome, number, ttl_ms, record): the number is the retry class of a failure,
  // otherwise the server's time or 0.
  Napi::Value TakeTold(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);
  // Makes a call, `verb(call id)`, and says in the form whether it is answered.
  template <typename Verb>
  void Ask(Verb verb);

  struct Link {
    StoreHandle* handle;
  };

  Environment* environment_;  // null once it goes away
  const std::shared_ptr<Link> link_ = std::make_shared<Link>(Link{this});
  CallForm form_;
  uint32_t verbs_under_way_ = 0;  // a function in JavaScript may call a verb from inside another
  std::unique_ptr<AnswerChannel> channel_;
  MovableClock clock_;
  OwnStore store_;  // after the channel that it answers to, and its clock
};

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_STORE_HANDLE_H_
