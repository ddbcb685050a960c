// A store as JavaScript holds it: positional, checked arguments in, answers through an
// AnswerChannel.
#ifndef ONCEONLY_BINDING_STORE_HANDLE_H_
#define ONCEONLY_BINDING_STORE_HANDLE_H_

#include <napi.h>

#include <functional>
#include <memory>

#include "base/clock.h"
#include "binding/answer_channel.h"
#include "core/store.h"

namespace onceonly::binding {

class Environment;

// Every verb takes a call id first and returns 1 when its answer is in the channel's first slot (2
// when deliver() has to be called too), 0 when it will come through `dispatch`.
class StoreHandle final : public Napi::ObjectWrap<StoreHandle> {
 public:
  // Gets the clock that `advance` moves.
  using MakeStore =
      std::function<std::unique_ptr<core::Store>(core::AnswerSink*, const Clock* movable)>;

  // Adds createMemoryStore and createRedisStore to `exports`.
  static void Export(Napi::Env env, Napi::Object exports);

  explicit StoreHandle(const Napi::CallbackInfo& info);
  ~StoreHandle() override;

  // Drops the store without a word to JavaScript: the environment goes away.
  void LetGo() noexcept;

 private:
  static Napi::Value CreateMemoryStore(const Napi::CallbackInfo& info);
  static Napi::Value CreateRedisStore(const Napi::CallbackInfo& info);
  static Napi::Value Create(Napi::Env env, Napi::Value channel, MakeStore make);

  Napi::Value Begin(const Napi::CallbackInfo& info);
  Napi::Value Complete(const Napi::CallbackInfo& info);
  Napi::Value Renew(const Napi::CallbackInfo& info);
  Napi::Value Release(const Napi::CallbackInfo& info);
  Napi::Value Inspect(const Napi::CallbackInfo& info);
  Napi::Value Remove(const Napi::CallbackInfo& info);
  Napi::Value Resolve(const Napi::CallbackInfo& info);
  Napi::Value Scan(const Napi::CallbackInfo& info);
  // Returns 1 when changes are told already, 0 when `dispatch` will say so.
  Napi::Value Watch(const Napi::CallbackInfo& info);
  Napi::Value Unwatch(const Napi::CallbackInfo& info);
  // Hands over what a verb has answered to other calls than its own.
  Napi::Value Deliver(const Napi::CallbackInfo& info);
  // For a store with a server: `{ state, lastError, version, evictionPolicy, refusedCommands }`,
  // all strings, `lastError` the name of a status. Else undefined.
  Napi::Value ReadStatus(const Napi::CallbackInfo& info);
  // Moves the clock of a store that has one of its own.
  Napi::Value Advance(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);
  Napi::Value Answered(const Napi::CallbackInfo& info);

  Environment* environment_;  // null once it goes away
  std::unique_ptr<AnswerChannel> channel_;
  MovableClock clock_;
  std::unique_ptr<core::Store> store_;  // after the channel that it answers to, and its clock
};

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_STORE_HANDLE_H_
