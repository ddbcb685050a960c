#include "binding/seal_functions.h"

#include <memory>
#include <span>

#include "binding/arguments.h"
#include "core/crypto/seal.h"

namespace onceonly::binding {
namespace {

using core::SealKey;

Napi::Value NewSealKey(const Napi::CallbackInfo& info) {
  const BytesArgument secret(info[0]);
  auto key = std::make_unique<SealKey>(secret.view());
  if (!key->ok() || secret.view().size() != SealKey::kBytes) return info.Env().Undefined();
  return Napi::External<SealKey>::New(info.Env(), key.release(),
                                      [](Napi::Env, SealKey* gone) { delete gone; });
}

// Null and empty for a value of another kind: then nothing is sealed or opened.
SealKey* KeyOf(Napi::Value value) {
  void* key = nullptr;
  napi_get_value_external(value.Env(), value, &key);
  return static_cast<SealKey*>(key);
}

std::span<uint8_t> BytesOf(Napi::Value value) {
  void* data = nullptr;
  size_t size = 0;
  napi_get_buffer_info(value.Env(), value, &data, &size);
  return {static_cast<uint8_t*>(data), size};
}

Napi::Value Seal(const Napi::CallbackInfo& info) {
  const auto head_size = static_cast<size_t>(ReadInteger(info[2]));
  const BytesArgument place(info[3]);
  SealKey* const key = KeyOf(info[0]);
  const bool sealed = key != nullptr && key->Seal(BytesOf(info[1]), head_size, place.view());
  return Napi::Boolean::New(info.Env(), sealed);
}

Napi::Value Unseal(const Napi::CallbackInfo& info) {
  const auto head_size = static_cast<size_t>(ReadInteger(info[2]));
  const BytesArgument place(info[3]);
  SealKey* const key = KeyOf(info[0]);
  const bool opened =
      key != nullptr && key->Open(BytesOf(info[1]), head_size, place.view(), BytesOf(info[4]));
  return Napi::Boolean::New(info.Env(), opened);
}

}  // namespace

void ExportSealFunctions(Napi::Env env, Napi::Object exports) {
  exports.Set("sealKey", Napi::Function::New<NewSealKey>(env, "sealKey"));
  exports.Set("seal", Napi::Function::New<Seal>(env, "seal"));
  exports.Set("unseal", Napi::Function::New<Unseal>(env, "unseal"));
}

}  // namespace onceonly::binding
