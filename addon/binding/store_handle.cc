#include "binding/store_handle.h"

#include <utility>
#include <vector>

#include "binding/arguments.h"
#include "binding/custom_store.h"
#include "binding/environment.h"
#include "binding/node_transport.h"
#include "core/record.h"
#include "net/uv_transport.h"
#include "store/memory_store.h"
#include "store/redis_store.h"

namespace onceonly::binding {
namespace {

core::CallId ReadCall(const Napi::CallbackInfo& info) {
  return static_cast<core::CallId>(ReadInteger(info[0]));
}

// The letter of a record, or 0 for no result.
core::ResultKind KindFrom(int64_t letter) {
  for (const auto kind :
       {core::ResultKind::kNone, core::ResultKind::kError, core::ResultKind::kTombstone}) {
    if (letter == static_cast<int64_t>(kind)) return kind;
  }
  return core::ResultKind::kValue;
}

// Three arguments from `first` on: attempt, fence, state.
core::SeenAttempt ReadSeen(const Napi::CallbackInfo& info, size_t first) {
  return {static_cast<int32_t>(ReadInteger(info[first])), ReadInteger(info[first + 1]),
          static_cast<core::SeenAttempt::State>(ReadInteger(info[first + 2]))};
}

// The texts that an owner gave when it took its key. The claim that it knows repeats all of them.
void TakeOwners(const core::Record& claim, core::CompleteCall& call) noexcept {
  call.token = claim.token;
  call.fingerprint = claim.fingerprint;
  call.hint = claim.hint;
  call.label = claim.label;
  call.fence = claim.fence;
  call.attempt = claim.attempt;
}

std::string ReadText(Napi::Object object, const char* name) {
  return std::string(BytesArgument(object.Get(name)).view());
}

net::Endpoint ReadEndpoint(Napi::Object object) {
  net::Endpoint endpoint;
  endpoint.host = ReadText(object, "host");
  endpoint.port = static_cast<uint16_t>(ReadInteger(object.Get("port")));
  endpoint.path = ReadText(object, "path");
  return endpoint;
}

redis::Login ReadLogin(Napi::Object object) {
  return {ReadText(object, "username"), ReadText(object, "password"),
          static_cast<int32_t>(ReadInteger(object.Get("db")))};
}

// In a thread that is being terminated nothing can be got from JavaScript any more.
std::vector<net::Endpoint> ReadSeeds(Napi::Value seeds) {
  std::vector<net::Endpoint> endpoints;
  if (seeds.IsEmpty()) return endpoints;
  const auto list = seeds.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const Napi::Value seed = list.Get(i);
    if (!seed.IsEmpty()) endpoints.push_back(ReadEndpoint(seed.As<Napi::Object>()));
  }
  return endpoints;
}

store::RedisStoreOptions ReadRedisOptions(Napi::Object address, Napi::Object settings) {
  store::RedisStoreOptions options;
  options.prefix = ReadText(settings, "prefix");
  options.endpoint = ReadEndpoint(address);
  options.publishes = ReadBoolean(settings.Get("publish"));
  options.may_be_cluster = ReadBoolean(settings.Get("mayBeCluster"));
  options.seeds = ReadSeeds(settings.Get("seeds"));
  options.refuses_users = !ReadBoolean(settings.Get("takesAnyUser"));
  options.connection.login = ReadLogin(address);
  options.connection.must_be_primary = ReadBoolean(settings.Get("mustBePrimary"));
  options.min_replicas = ReadInteger(settings.Get("minReplicas"));
  options.connection.connect_timeout_ms = ReadInteger(settings.Get("connectTimeoutMs"));
  options.connection.command_timeout_ms = ReadInteger(settings.Get("commandTimeoutMs"));
  return options;
}

// Over libuv, or through the sockets of Node that `open` makes.
std::unique_ptr<net::Connector> NewConnector(Napi::Env env, Napi::Value open) {
  if (open.IsFunction()) return std::make_unique<NodeConnector>(env, open.As<Napi::Function>());
  return std::make_unique<net::UvConnector>(Environment::Of(env).loop());
}

const char* StateName(redis::ClientState state) noexcept {
  switch (state) {
    case redis::ClientState::kIdle:
      return "idle";
    case redis::ClientState::kConnecting:
    case redis::ClientState::kWaiting:
      return "connecting";
    case redis::ClientState::kReady:
      return "ready";
    case redis::ClientState::kDown:
      return "down";
    case redis::ClientState::kClosed:
      break;
  }
  return "closed";
}

Napi::Object ShowNode(Napi::Env env, const store::NodeState& node) {
  auto shown = Napi::Object::New(env);
  shown.Set("address", store::NameOfNode(node.endpoint));
  shown.Set("state", StateName(node.state));
  shown.Set("lastError", std::string(StatusName(node.last_error.code())));
  return shown;
}

}  // namespace

OwnStore::OwnStore(std::unique_ptr<store::MemoryStore> made)
    : memory(made.get()), any(std::move(made)) {}

OwnStore::OwnStore(std::unique_ptr<store::RedisStore> made)
    : redis(made.get()), any(std::move(made)) {}

OwnStore::OwnStore(std::unique_ptr<CustomStore> made) : custom(made.get()), any(std::move(made)) {}

void StoreHandle::Export(Napi::Env env, Napi::Object exports) {
  Environment::Of(env).store_constructor =
      Napi::Persistent(DefineClass(env, "StoreHandle",
                                   {
                                       InstanceMethod<&StoreHandle::Renew>("renew"),
                                       InstanceMethod<&StoreHandle::Release>("release"),
                                       InstanceMethod<&StoreHandle::Inspect>("inspect"),
                                       InstanceMethod<&StoreHandle::Remove>("remove"),
                                       InstanceMethod<&StoreHandle::Resolve>("resolve"),
                                       InstanceMethod<&StoreHandle::Scan>("scan"),
                                       InstanceMethod<&StoreHandle::Command>("command"),
                                       InstanceMethod<&StoreHandle::Watch>("watch"),
                                       InstanceMethod<&StoreHandle::Unwatch>("unwatch"),
                                       InstanceMethod<&StoreHandle::Deliver>("deliver"),
                                       InstanceMethod<&StoreHandle::ReadStatus>("status"),
                                       InstanceMethod<&StoreHandle::PartOf>("partOf"),
                                       InstanceMethod<&StoreHandle::Hurry>("hurry"),
                                       InstanceMethod<&StoreHandle::Fullness>("fullness"),
                                       InstanceMethod<&StoreHandle::Advance>("advance"),
                                       InstanceMethod<&StoreHandle::TakeTold>("answer"),
                                       InstanceMethod<&StoreHandle::Close>("close"),
                                   }));
  exports.Set("createMemoryStore",
              Napi::Function::New<CreateMemoryStore>(env, "createMemoryStore"));
  exports.Set("createRedisStore", Napi::Function::New<CreateRedisStore>(env, "createRedisStore"));
  exports.Set("createCustomStore",
              Napi::Function::New<CreateCustomStore>(env, "createCustomStore"));
}

Napi::Value StoreHandle::CreateMemoryStore(const Napi::CallbackInfo& info) {
  store::MemoryStoreOptions options;
  options.max_entries = static_cast<size_t>(ReadInteger(info[0]));
  options.max_bytes = static_cast<size_t>(ReadInteger(info[1]));
  const bool has_own_clock = ReadBoolean(info[3]);
  const Clock* common = Environment::Of(info.Env()).clock();
  return Create(info.Env(), info[2], [=](core::AnswerSink* sink, const Clock* movable) {
    const Clock* clock = has_own_clock ? movable : common;
    return std::make_unique<store::MemoryStore>(options, clock, sink);
  });
}

Napi::Value StoreHandle::CreateRedisStore(const Napi::CallbackInfo& info) {
  const auto settings = info[1].As<Napi::Object>();
  const auto options = ReadRedisOptions(info[0].As<Napi::Object>(), settings);
  const Napi::Env env = info.Env();
  const Napi::Value open = settings.Get("open");
  return Create(env, info[2], [&](core::AnswerSink* sink, const Clock*) {
    store::RedisConnectors connect{NewConnector(env, open), NewConnector(env, open)};
    return std::make_unique<store::RedisStore>(Environment::Of(env).loop(), options,
                                               std::move(connect), sink);
  });
}

Napi::Value StoreHandle::CreateCustomStore(const Napi::CallbackInfo& info) {
  const auto ask = info[0].As<Napi::Function>();
  const bool is_shared = ReadBoolean(info[1]);
  const Clock* clock = Environment::Of(info.Env()).clock();
  return Create(info.Env(), info[2], [&](core::AnswerSink* sink, const Clock*) {
    return std::make_unique<CustomStore>(info.Env(), ask, is_shared, clock, sink);
  });
}

Napi::Value StoreHandle::Create(Napi::Env env, Napi::Value channel, MakeStore make) {
  const auto maker = Napi::External<MakeStore>::New(env, &make);
  return Environment::Of(env).store_constructor.New({channel, maker});
}

StoreHandle::StoreHandle(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<StoreHandle>(info),
      environment_(&Environment::Of(info.Env())),
      form_(info[0].As<Napi::Object>().Get("form")),
      channel_(std::make_unique<AnswerChannel>(info.Env(), info[0].As<Napi::Object>())) {
  store_ = (*info[1].As<Napi::External<MakeStore>>().Data())(channel_.get(), &clock_);
  environment_->Add(this);
  const auto self = info.This().As<Napi::Object>();
  AddVerb<&StoreHandle::Begin>(self, "begin");
  AddVerb<&StoreHandle::Complete>(self, "complete");
}

// JavaScript may hold the function longer than the store lives.
template <void (StoreHandle::*kVerb)(const Napi::CallbackInfo&)>
void StoreHandle::AddVerb(Napi::Object self, const char* name) {
  self.Set(name, Napi::Function::New(
                     self.Env(),
                     [link = link_](const Napi::CallbackInfo& info) {
                       if (link->handle != nullptr) (link->handle->*kVerb)(info);
                     },
                     name));
}

StoreHandle::~StoreHandle() {
  link_->handle = nullptr;
  channel_->Silence();
  if (environment_ != nullptr) environment_->Remove(this);
}

void StoreHandle::LetGo() noexcept {
  environment_ = nullptr;
  channel_->Silence();
  store_ = OwnStore();
}

void StoreHandle::Begin(const Napi::CallbackInfo& info) {
  AsciiArguments texts;
  core::BeginCall call;
  call.id = texts.Read(info[0]);
  call.token = texts.Read(info[1]);
  call.fingerprint = texts.Read(info[2]);
  call.other_fingerprint = texts.Read(info[3]);
  call.hint = texts.Read(info[4]);
  call.label = texts.Read(info[5]);
  call.lease_ms = form_.Integer(CallForm::kLeaseMs);
  call.keep_ms = form_.Integer(CallForm::kKeepMs);
  call.on_abandoned = form_.Boolean(CallForm::kHoldsAbandoned) ? core::OnAbandoned::kHold
                                                               : core::OnAbandoned::kTakeOver;
  call.max_attempts = static_cast<int32_t>(form_.Integer(CallForm::kMaxAttempts));
  call.timeout_ms = form_.Integer(CallForm::kTimeoutMs);
  Ask([&](core::CallId id) { store_->Begin(id, call); });
}

void StoreHandle::Complete(const Napi::CallbackInfo& info) {
  AsciiArguments texts;
  const BytesArgument payload(info[2]);
  core::CompleteCall call;
  call.id = texts.Read(info[0]);
  call.record = texts.Read(info[1]);
  call.other_fingerprint = texts.Read(info[3]);
  const auto known = core::ParseRecord(call.record);
  if (known.ok()) {
    TakeOwners(known.value(), call);
  } else {
    call.token = texts.Read(info[4]);
    call.fingerprint = texts.Read(info[5]);
    call.hint = texts.Read(info[6]);
    call.label = texts.Read(info[7]);
    call.fence = form_.Integer(CallForm::kFence);
    call.attempt = static_cast<int32_t>(form_.Integer(CallForm::kAttempt));
  }
  call.ttl_ms = form_.Integer(CallForm::kTtlMs);
  call.kind = KindFrom(form_.Integer(CallForm::kKind));
  call.is_owner = form_.Boolean(CallForm::kIsOwner);
  call.payload = payload.view();
  call.timeout_ms = form_.Integer(CallForm::kTimeoutMs);
  Ask([&](core::CallId id) { store_->Complete(id, call); });
}

void StoreHandle::Renew(const Napi::CallbackInfo& info) {
  const std::string id = ReadAscii(info[0]);
  const std::string token = ReadAscii(info[1]);
  AsciiArguments texts;
  const core::RenewCall call{id,
                             token,
                             texts.Read(info[5]),
                             ReadInteger(info[2]),
                             ReadInteger(info[3]),
                             ReadInteger(info[4])};
  Ask([&](core::CallId each) { store_->Renew(each, call); });
}

void StoreHandle::Release(const Napi::CallbackInfo& info) {
  const std::string id = ReadAscii(info[0]);
  const std::string token = ReadAscii(info[1]);
  AsciiArguments texts;
  const core::ReleaseCall call{id, token, texts.Read(info[4]),
                               static_cast<core::ReleaseReason>(ReadInteger(info[2])),
                               ReadInteger(info[3])};
  Ask([&](core::CallId each) { store_->Release(each, call); });
}

void StoreHandle::Inspect(const Napi::CallbackInfo& info) {
  const std::string id = ReadAscii(info[0]);
  const core::InspectCall call{id, ReadBoolean(info[1]), ReadInteger(info[2])};
  Ask([&](core::CallId each) { store_->Inspect(each, call); });
}

void StoreHandle::Remove(const Napi::CallbackInfo& info) {
  const std::string id = ReadAscii(info[0]);
  const core::RemoveCall call{id, ReadBoolean(info[1]), ReadInteger(info[2]), ReadSeen(info, 3)};
  Ask([&](core::CallId each) { store_->Remove(each, call); });
}

void StoreHandle::Resolve(const Napi::CallbackInfo& info) {
  const std::string id = ReadAscii(info[0]);
  const BytesArgument payload(info[2]);
  core::ResolveCall call;
  call.id = id;
  call.kind = KindFrom(ReadInteger(info[1]));
  call.payload = payload.view();
  call.ttl_ms = ReadInteger(info[3]);
  call.timeout_ms = ReadInteger(info[4]);
  call.seen = ReadSeen(info, 5);
  Ask([&](core::CallId each) { store_->Resolve(each, call); });
}

void StoreHandle::Scan(const Napi::CallbackInfo& info) {
  const std::string cursor = ReadAscii(info[0]);
  const std::string hint = ReadAscii(info[2]);
  const core::ScanCall call{cursor, static_cast<core::ScanCall::Of>(ReadInteger(info[1])), hint,
                            ReadInteger(info[3]), static_cast<int32_t>(ReadInteger(info[4]))};
  Ask([&](core::CallId each) { store_->Scan(each, call); });
}

void StoreHandle::Command(const Napi::CallbackInfo& info) {
  const auto given = info[0].As<Napi::Array>();
  std::vector<std::string> arguments(given.Length());
  for (uint32_t at = 0; at < given.Length(); ++at) {
    arguments[at] = std::string(BytesArgument(given.Get(at)).view());
  }
  Ask([&](core::CallId each) {
    store::RedisStore* const store = store_.redis;
    if (store != nullptr) return store->Command(each, std::move(arguments), ReadInteger(info[1]));
    core::Answer none;
    none.status = StatusCode::kServerError;
    channel_->OnAnswer(each, std::move(none));
  });
}

template <typename Verb>
void StoreHandle::Ask(Verb verb) {
  const auto call = static_cast<core::CallId>(form_.Integer(CallForm::kCall));
  const auto outer = channel_->Expect(call);
  ++verbs_under_way_;
  verb(call);
  --verbs_under_way_;
  form_.SetAnswered(channel_->TakeAnswerOfCall(outer));
}

Napi::Value StoreHandle::Watch(const Napi::CallbackInfo& info) {
  const core::CallId call = ReadCall(info);
  const auto outer = channel_->Expect(call);
  ++verbs_under_way_;
  store_->Watch(call, ReadAscii(info[1]));
  --verbs_under_way_;
  return Napi::Number::New(info.Env(), channel_->TakeAnswerOfWatch(outer) ? 1 : 0);
}

Napi::Value StoreHandle::Unwatch(const Napi::CallbackInfo& info) {
  store_->Unwatch(ReadCall(info));
  channel_->EndWatch();
  return info.Env().Undefined();
}

Napi::Value StoreHandle::Deliver(const Napi::CallbackInfo& info) {
  channel_->DispatchNow();
  return info.Env().Undefined();
}

Napi::Value StoreHandle::ReadStatus(const Napi::CallbackInfo& info) {
  const store::RedisStore* store = store_.redis;
  if (store == nullptr) return info.Env().Undefined();
  const store::ServerFacts& server = store->server();
  auto status = Napi::Object::New(info.Env());
  status.Set("state", StateName(store->client().state()));
  status.Set("lastError", std::string(StatusName(store->client().last_error().code())));
  status.Set("version", server.version);
  status.Set("evictionPolicy", server.eviction_policy);
  status.Set("refusedCommands", server.refused_commands);
  const std::vector<store::NodeState> nodes = store->nodes();
  auto list = Napi::Array::New(info.Env(), nodes.size());
  for (uint32_t i = 0; i < nodes.size(); ++i) list.Set(i, ShowNode(info.Env(), nodes[i]));
  status.Set("nodes", list);
  return status;
}

Napi::Value StoreHandle::PartOf(const Napi::CallbackInfo& info) {
  const store::RedisStore* store = store_.redis;
  if (store == nullptr) return Napi::String::New(info.Env(), "");
  return Napi::String::New(info.Env(), store->PartOf(ReadAscii(info[0])));
}

Napi::Value StoreHandle::Hurry(const Napi::CallbackInfo& info) {
  if (store_.redis != nullptr) store_.redis->Hurry();
  return info.Env().Undefined();
}

Napi::Value StoreHandle::Fullness(const Napi::CallbackInfo& info) {
  const store::MemoryStore* store = store_.memory;
  return Napi::Number::New(info.Env(), store == nullptr ? 0 : store->fullness());
}

Napi::Value StoreHandle::Advance(const Napi::CallbackInfo& info) {
  clock_.Advance(ReadInteger(info[0]));
  return info.Env().Undefined();
}

Napi::Value StoreHandle::TakeTold(const Napi::CallbackInfo& info) {
  CustomStore* store = store_.custom;
  if (store == nullptr) return info.Env().Undefined();
  const BytesArgument record(info[4]);
  const int64_t number = ReadInteger(info[2]);
  CustomServer::Told told;
  told.outcome = static_cast<CustomServer::Outcome>(ReadInteger(info[1]));
  if (told.outcome == CustomServer::Outcome::kFailed) {
    told.retry = static_cast<Retry>(number);
  } else {
    told.now_ms = number;
  }
  if (info[4].IsBuffer()) told.found = {record.view(), ReadInteger(info[3]), 0};
  store->Tell(static_cast<uint32_t>(ReadInteger(info[0])), told);
  // The verb that is under way hands this answer over.
  if (verbs_under_way_ == 0) channel_->DispatchNow();
  return info.Env().Undefined();
}

Napi::Value StoreHandle::Close(const Napi::CallbackInfo& info) {
  store_->Close();
  channel_->DispatchNow();
  return info.Env().Undefined();
}

}  // namespace onceonly::binding
