#include "store/redis_store.h"

#include <tuple>
#include <utility>
#include <vector>

#include "store/script_request.h"
#include "store/scripts.h"
#include "store/verb_codec.h"

namespace onceonly::store {
namespace {

// A script with the verb that it serves, and the requests for it that may be used again.
template <typename Verb>
struct VerbScript {
  const Script script = PrepareScript(Verb::kScript);
  typename ScriptRequest<Verb>::FreeRequests free;
};

}  // namespace

struct RedisStore::Parts {
  ScriptHost host;
  std::tuple<VerbScript<BeginVerb>, VerbScript<CompleteVerb>, VerbScript<RenewVerb>,
             VerbScript<ReleaseVerb>, VerbScript<InspectVerb>, VerbScript<RemoveVerb>,
             VerbScript<ResolveVerb>, VerbScript<ScanVerb>>
      scripts;
};

namespace {

// Checks the server and loads every script on each new connection, so that no request has to carry
// its text.
redis::ClientOptions WithSetup(redis::ClientOptions options, const ServerCheck& check) {
  options.setup = check.Commands();
  for (const ScriptSource& source : ScriptSources()) {
    options.setup.push_back({"SCRIPT", "LOAD", std::string(source.text)});
  }
  return options;
}

}  // namespace

RedisStore::RedisStore(uv_loop_t* loop, redis::LoopHandles* handles, RedisStoreOptions options,
                       RedisTransports connect, core::AnswerSink* sink)
    : sink_(sink),
      check_(options.prefix),
      parts_(new Parts{{sink, &client_, options.prefix + ":lock:{", options.prefix + ":result:{"},
                       {}}),
      client_(loop, handles, WithSetup(options.client, check_), std::move(connect.commands), this),
      watches_(loop, handles, options.client, options.prefix, std::move(connect.messages), sink) {}

RedisStore::~RedisStore() = default;

template <typename Verb>
void RedisStore::Send(core::CallId call, const typename Verb::Call& args,
                      redis::WhenDown when_down) {
  auto& [script, free] = std::get<VerbScript<Verb>>(parts_->scripts);
  client_.Send(ScriptRequest<Verb>::Make(&parts_->host, &script, &free, call, args),
               args.timeout_ms, when_down);
}

void RedisStore::Begin(core::CallId call, const core::BeginCall& args) {
  Send<BeginVerb>(call, args, redis::WhenDown::kFails);
}

void RedisStore::Complete(core::CallId call, const core::CompleteCall& args) {
  const auto when_down = args.is_owner ? redis::WhenDown::kWaits : redis::WhenDown::kFails;
  Send<CompleteVerb>(call, args, when_down);
}

void RedisStore::Renew(core::CallId call, const core::RenewCall& args) {
  Send<RenewVerb>(call, args, redis::WhenDown::kWaits);
}

void RedisStore::Release(core::CallId call, const core::ReleaseCall& args) {
  Send<ReleaseVerb>(call, args, redis::WhenDown::kWaits);
}

void RedisStore::Inspect(core::CallId call, const core::InspectCall& args) {
  Send<InspectVerb>(call, args, redis::WhenDown::kFails);
}

void RedisStore::Remove(core::CallId call, const core::RemoveCall& args) {
  Send<RemoveVerb>(call, args, redis::WhenDown::kFails);
}

void RedisStore::Resolve(core::CallId call, const core::ResolveCall& args) {
  Send<ResolveVerb>(call, args, redis::WhenDown::kFails);
}

void RedisStore::Scan(core::CallId call, const core::ScanCall& args) {
  Send<ScanVerb>(call, args, redis::WhenDown::kFails);
}

void RedisStore::Watch(core::CallId call, std::string id) { watches_.Watch(call, std::move(id)); }

void RedisStore::Unwatch(core::CallId call) { watches_.Unwatch(call); }

void RedisStore::Close() {
  watches_.Close();
  client_.Close();
}

void RedisStore::OnBatchEnd() noexcept { sink_->OnBatchEnd(); }

Status RedisStore::OnSetupReply(size_t index, const redis::Reply& reply) noexcept {
  return check_.OnReply(index, reply);
}

}  // namespace onceonly::store
