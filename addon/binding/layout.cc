#include "binding/layout.h"

#include <initializer_list>
#include <utility>

#include "base/status.h"
#include "binding/answer_channel.h"
#include "binding/call_form.h"
#include "binding/custom_store.h"
#include "core/fingerprint.h"
#include "core/store.h"

namespace onceonly::binding {
namespace {

template <typename Number>
Napi::Object Numbers(Napi::Env env,
                     std::initializer_list<std::pair<const char*, Number>> of_names) {
  auto numbers = Napi::Object::New(env);
  for (const auto& [name, number] : of_names) numbers.Set(name, static_cast<double>(number));
  return numbers;
}

// The numbers of a call: see CallForm.
Napi::Object FormPlaces(Napi::Env env) {
  return Numbers<CallForm::Place>(env, {{"call", CallForm::kCall},
                                        {"answered", CallForm::kAnswered},
                                        {"timeoutMs", CallForm::kTimeoutMs},
                                        {"leaseMs", CallForm::kLeaseMs},
                                        {"keepMs", CallForm::kKeepMs},
                                        {"holdsAbandoned", CallForm::kHoldsAbandoned},
                                        {"maxAttempts", CallForm::kMaxAttempts},
                                        {"fence", CallForm::kFence},
                                        {"attempt", CallForm::kAttempt},
                                        {"ttlMs", CallForm::kTtlMs},
                                        {"kind", CallForm::kKind},
                                        {"isOwner", CallForm::kIsOwner},
                                        {"size", CallForm::kSize}});
}

Napi::Object SlotNumbers(Napi::Env env) {
#define ONCEONLY_PLACE(place, name) {name, AnswerSlot::place},
  return Numbers<AnswerSlot::Number>(
      env, {ONCEONLY_SLOT_NUMBERS(ONCEONLY_PLACE){"size", AnswerSlot::kNumbers}});
#undef ONCEONLY_PLACE
}

Napi::Object SlotValues(Napi::Env env) {
#define ONCEONLY_PLACE(place, name) {name, AnswerSlot::place},
  return Numbers<AnswerSlot::Value>(
      env, {ONCEONLY_SLOT_VALUES(ONCEONLY_PLACE){"size", AnswerSlot::kValues}});
#undef ONCEONLY_PLACE
}

// The questions to a store in JavaScript, and what it is told: see CustomServer.
Napi::Object Questions(Napi::Env env) {
  using What = CustomServer::What;
  return Numbers<What>(env,
                       {{"insert", What::kInsert}, {"look", What::kLook}, {"swap", What::kSwap}});
}

Napi::Object Outcomes(Napi::Env env) {
  using Outcome = CustomServer::Outcome;
  return Numbers<Outcome>(
      env,
      {{"failed", Outcome::kFailed}, {"written", Outcome::kWritten}, {"found", Outcome::kFound}});
}

Napi::Object Kinds(Napi::Env env) {
  using core::ResultKind;
  return Numbers<ResultKind>(env, {{"none", ResultKind::kNone},
                                   {"value", ResultKind::kValue},
                                   {"error", ResultKind::kError},
                                   {"tombstone", ResultKind::kTombstone}});
}

Napi::Object Reasons(Napi::Env env) {
  using core::ReleaseReason;
  return Numbers<ReleaseReason>(env, {{"undo", ReleaseReason::kUndo},
                                      {"free", ReleaseReason::kFree},
                                      {"silent", ReleaseReason::kSilent}});
}

Napi::Object ScannedKinds(Napi::Env env) {
  using Of = core::ScanCall::Of;
  return Numbers<Of>(env, {{"claims", Of::kClaims}, {"results", Of::kResults}, {"all", Of::kAll}});
}

// What an operator saw: see core::SeenAttempt.
Napi::Object SeenStates(Napi::Env env) {
  using State = core::SeenAttempt::State;
  return Numbers<State>(env, {{"any", State::kAny},
                              {"running", State::kRunning},
                              {"idle", State::kIdle},
                              {"stored", State::kStored}});
}

Napi::Object Retries(Napi::Env env) {
  return Numbers<Retry>(
      env, {{"no", Retry::kNo}, {"safe", Retry::kSafe}, {"ambiguous", Retry::kAmbiguous}});
}

Napi::Object BodyKinds(Napi::Env env) {
  using core::BodyKind;
  return Numbers<BodyKind>(env, {{"none", BodyKind::kNone},
                                 {"json", BodyKind::kJson},
                                 {"bytes", BodyKind::kBytes},
                                 {"form", BodyKind::kForm},
                                 {"multipart", BodyKind::kMultipart}});
}

}  // namespace

Napi::Object Layout(Napi::Env env) {
  auto layout = Napi::Object::New(env);
  layout.Set("version", kLayoutVersion);
  layout.Set("form", FormPlaces(env));
  layout.Set("ownSlot", static_cast<double>(AnswerSlot::kOwn));
  layout.Set("numbers", SlotNumbers(env));
  layout.Set("values", SlotValues(env));
  layout.Set("kinds", Kinds(env));
  layout.Set("reasons", Reasons(env));
  layout.Set("scanned", ScannedKinds(env));
  layout.Set("seenStates", SeenStates(env));
  layout.Set("retries", Retries(env));
  layout.Set("bodyKinds", BodyKinds(env));
  layout.Set("questions", Questions(env));
  layout.Set("outcomes", Outcomes(env));
  layout.Set("keepTtl", static_cast<double>(CustomServer::kKeepTtl));
  return layout;
}

}  // namespace onceonly::binding
