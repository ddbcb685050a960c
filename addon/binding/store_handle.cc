#include "binding/store_handle.h"

#include <utility>

#include "binding/arguments.h"
#include "binding/environment.h"
#include "binding/node_transport.h"
#include "redis/uv_transport.h"
#include "store/memory_store.h"
#include "store/redis_store.h"

namespace onceonly::binding {
namespace {

core::CallId ReadCall(const Napi::CallbackInfo& info) {
  return static_cast<core::CallId>(ReadInteger(info[0]));
}

core::ResultKind ReadKind(Napi::Value value) {
  const std::string name = ReadAscii(value);
  if (name == "error") return core::ResultKind::kError;
  if (name == "none") return core::ResultKind::kNone;
  return name == "tombstone" ? core::ResultKind::kTombstone : core::ResultKind::kValue;
}

std::string ReadText(Napi::Object object, const char* name) {
  return std::string(BytesArgument(object.Get(name)).view());
}

redis::Address ReadAddress(Napi::Object object) {
  redis::Address address;
  address.host = ReadText(object, "host");
  address.port = static_cast<uint16_t>(ReadInteger(object.Get("port")));
  address.path = ReadText(object, "path");
  address.username = ReadText(object, "username");
  address.password = ReadText(object, "password");
  address.db = static_cast<int32_t>(ReadInteger(object.Get("db")));
  return address;
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

}  // namespace

void StoreHandle::Export(Napi::Env env, Napi::Object exports) {
  Environment::Of(env).store_constructor =
      Napi::Persistent(DefineClass(env, "StoreHandle",
                                   {
                                       InstanceMethod<&StoreHandle::Begin>("begin"),
                                       InstanceMethod<&StoreHandle::Complete>("complete"),
                                       InstanceMethod<&StoreHandle::Renew>("renew"),
                                       InstanceMethod<&StoreHandle::Release>("release"),
                                       InstanceMethod<&StoreHandle::Inspect>("inspect"),
                                       InstanceMethod<&StoreHandle::Remove>("remove"),
                                       InstanceMethod<&StoreHandle::Resolve>("resolve"),
                                       InstanceMethod<&StoreHandle::Scan>("scan"),
                                       InstanceMethod<&StoreHandle::Watch>("watch"),
                                       InstanceMethod<&StoreHandle::Unwatch>("unwatch"),
                                       InstanceMethod<&StoreHandle::Deliver>("deliver"),
                                       InstanceMethod<&StoreHandle::ReadStatus>("status"),
                                       InstanceMethod<&StoreHandle::Advance>("advance"),
                                       InstanceMethod<&StoreHandle::Close>("close"),
                                   }));
  exports.Set("createMemoryStore",
              Napi::Function::New<CreateMemoryStore>(env, "createMemoryStore"));
  exports.Set("createRedisStore", Napi::Function::New<CreateRedisStore>(env, "createRedisStore"));
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
  Environment& environment = Environment::Of(info.Env());
  const auto settings = info[1].As<Napi::Object>();
  store::RedisStoreOptions options;
  options.prefix = ReadText(settings, "prefix");
  options.client.address = ReadAddress(info[0].As<Napi::Object>());
  options.client.connect_timeout_ms = ReadInteger(settings.Get("connectTimeoutMs"));
  options.client.command_timeout_ms = ReadInteger(settings.Get("commandTimeoutMs"));
  const auto open = settings.Get("open");
  return Create(info.Env(), info[2], [&](core::AnswerSink* sink, const Clock*) {
    const auto transports = [&] {
      return open.IsFunction()
                 ? NodeTransportFactory(info.Env(), open.As<Napi::Function>())
                 : redis::UvTransportFactory(environment.loop(), environment.handles(),
                                             options.client.address);
    };
    return std::make_unique<store::RedisStore>(environment.loop(), environment.handles(), options,
                                               store::RedisTransports{transports(), transports()},
                                               sink);
  });
}

Napi::Value StoreHandle::Create(Napi::Env env, Napi::Value channel, MakeStore make) {
  const auto maker = Napi::External<MakeStore>::New(env, &make);
  return Environment::Of(env).store_constructor.New({channel, maker});
}

StoreHandle::StoreHandle(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<StoreHandle>(info),
      environment_(&Environment::Of(info.Env())),
      channel_(std::make_unique<AnswerChannel>(info.Env(), info[0].As<Napi::Object>())) {
  store_ = (*info[1].As<Napi::External<MakeStore>>().Data())(channel_.get(), &clock_);
  environment_->Add(this);
}

StoreHandle::~StoreHandle() {
  channel_->Silence();
  if (environment_ != nullptr) environment_->Remove(this);
}

void StoreHandle::LetGo() noexcept {
  environment_ = nullptr;
  channel_->Silence();
  store_.reset();
}

Napi::Value StoreHandle::Begin(const Napi::CallbackInfo& info) {
  core::BeginCall call;
  call.id = ReadAscii(info[1]);
  call.token = ReadAscii(info[2]);
  call.fingerprint = ReadAscii(info[3]);
  call.other_fingerprint = ReadAscii(info[4]);
  call.hint = ReadAscii(info[5]);
  call.label = ReadAscii(info[6]);
  call.lease_ms = ReadInteger(info[7]);
  call.keep_ms = ReadInteger(info[8]);
  call.on_abandoned =
      ReadBoolean(info[9]) ? core::OnAbandoned::kHold : core::OnAbandoned::kTakeOver;
  call.max_attempts = static_cast<int32_t>(ReadInteger(info[10]));
  call.timeout_ms = ReadInteger(info[11]);
  store_->Begin(ReadCall(info), std::move(call));
  return Answered(info);
}

Napi::Value StoreHandle::Complete(const Napi::CallbackInfo& info) {
  core::CompleteCall call;
  call.id = ReadAscii(info[1]);
  call.token = ReadAscii(info[2]);
  call.fingerprint = ReadAscii(info[3]);
  call.hint = ReadAscii(info[4]);
  call.label = ReadAscii(info[5]);
  call.fence = ReadInteger(info[6]);
  call.attempt = static_cast<int32_t>(ReadInteger(info[7]));
  call.ttl_ms = ReadInteger(info[8]);
  call.kind = ReadKind(info[9]);
  call.is_owner = ReadBoolean(info[10]);
  call.payload = BytesArgument(info[11]).view();
  call.timeout_ms = ReadInteger(info[12]);
  store_->Complete(ReadCall(info), std::move(call));
  return Answered(info);
}

Napi::Value StoreHandle::Renew(const Napi::CallbackInfo& info) {
  core::RenewCall call;
  call.id = ReadAscii(info[1]);
  call.token = ReadAscii(info[2]);
  call.lease_ms = ReadInteger(info[3]);
  call.keep_ms = ReadInteger(info[4]);
  call.timeout_ms = ReadInteger(info[5]);
  store_->Renew(ReadCall(info), std::move(call));
  return Answered(info);
}

Napi::Value StoreHandle::Release(const Napi::CallbackInfo& info) {
  core::ReleaseCall call;
  call.id = ReadAscii(info[1]);
  call.token = ReadAscii(info[2]);
  call.reason = static_cast<core::ReleaseReason>(ReadInteger(info[3]));
  call.timeout_ms = ReadInteger(info[4]);
  store_->Release(ReadCall(info), std::move(call));
  return Answered(info);
}

Napi::Value StoreHandle::Inspect(const Napi::CallbackInfo& info) {
  core::InspectCall call;
  call.id = ReadAscii(info[1]);
  call.with_payload = ReadBoolean(info[2]);
  call.timeout_ms = ReadInteger(info[3]);
  store_->Inspect(ReadCall(info), std::move(call));
  return Answered(info);
}

Napi::Value StoreHandle::Remove(const Napi::CallbackInfo& info) {
  core::RemoveCall call;
  call.id = ReadAscii(info[1]);
  call.force = ReadBoolean(info[2]);
  call.timeout_ms = ReadInteger(info[3]);
  store_->Remove(ReadCall(info), std::move(call));
  return Answered(info);
}

Napi::Value StoreHandle::Resolve(const Napi::CallbackInfo& info) {
  core::ResolveCall call;
  call.id = ReadAscii(info[1]);
  call.kind = ReadKind(info[2]);
  call.payload = BytesArgument(info[3]).view();
  call.ttl_ms = ReadInteger(info[4]);
  call.timeout_ms = ReadInteger(info[5]);
  store_->Resolve(ReadCall(info), std::move(call));
  return Answered(info);
}

Napi::Value StoreHandle::Scan(const Napi::CallbackInfo& info) {
  core::ScanCall call;
  call.cursor = ReadAscii(info[1]);
  call.results = ReadBoolean(info[2]);
  call.hint = ReadAscii(info[3]);
  call.timeout_ms = ReadInteger(info[4]);
  store_->Scan(ReadCall(info), std::move(call));
  return Answered(info);
}

Napi::Value StoreHandle::Watch(const Napi::CallbackInfo& info) {
  store_->Watch(ReadCall(info), ReadAscii(info[1]));
  return Napi::Number::New(info.Env(), channel_->TakeAnswerOfWatch(ReadCall(info)) ? 1 : 0);
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
  const auto* store = dynamic_cast<const store::RedisStore*>(store_.get());
  if (store == nullptr) return info.Env().Undefined();
  const store::ServerFacts& server = store->server();
  auto status = Napi::Object::New(info.Env());
  status.Set("state", StateName(store->client().state()));
  status.Set("lastError", std::string(StatusName(store->client().last_error().code())));
  status.Set("version", server.version);
  status.Set("evictionPolicy", server.eviction_policy);
  status.Set("refusedCommands", server.refused_commands);
  return status;
}

Napi::Value StoreHandle::Advance(const Napi::CallbackInfo& info) {
  clock_.Advance(ReadInteger(info[0]));
  return info.Env().Undefined();
}

Napi::Value StoreHandle::Close(const Napi::CallbackInfo& info) {
  store_->Close();
  channel_->DispatchNow();
  return info.Env().Undefined();
}

Napi::Value StoreHandle::Answered(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), channel_->TakeAnswerOfCall(ReadCall(info)));
}

}  // namespace onceonly::binding
