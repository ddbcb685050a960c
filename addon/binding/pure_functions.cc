#include "binding/pure_functions.h"

#include <chrono>

#include "base/bytes.h"
#include "base/clock.h"
#include "binding/arguments.h"
#include "binding/environment.h"
#include "binding/refusal.h"
#include "core/fingerprint.h"
#include "core/json/canonical_json.h"
#include "core/key_syntax.h"
#include "core/record_id.h"
#include "core/store.h"
#include "redis/address.h"
#include "store/answers.h"
#include "store/scan_page.h"
#include "store/state.h"

namespace onceonly::binding {
namespace {

template <typename Text>
Napi::Value TextOrRefusal(Napi::Env env, const Result<Text>& result) {
  if (!result.ok()) return Refusal(env, result.status());
  return Napi::String::New(env, result.value().data(), result.value().size());
}

Napi::Value Canonicalize(const Napi::CallbackInfo& info) {
  const BytesArgument text(info[0]);
  WorkspacePool& workspaces = *Environment::Of(info.Env()).workspaces();
  return workspaces.With([&](core::JsonWorkspace& workspace) {
    return TextOrRefusal(
        info.Env(), core::CanonicalizeJson(text.view(), core::JsonForm::kCanonical, workspace));
  });
}

Napi::Value Fingerprint(const Napi::CallbackInfo& info) {
  const auto kind = static_cast<core::BodyKind>(ReadInteger(info[0]));
  const BytesArgument body(info[1]);
  const BytesArgument secret(info[2]);
  core::Content content;
  content.kind = kind;
  content.body = body.view();
  WorkspacePool& workspaces = *Environment::Of(info.Env()).workspaces();
  const auto digest = workspaces.With([&](core::JsonWorkspace& workspace) {
    return core::Fingerprint(content, secret.view(), workspace);
  });
  if (!digest.ok()) return Refusal(info.Env(), digest.status());
  const bool hex = ReadBoolean(info[3]);
  return AsciiString(info.Env(), hex ? ToHex(digest.value()) : ToBase64Url(digest.value()));
}

Napi::Value ParseKey(const Napi::CallbackInfo& info) {
  const BytesArgument header(info[0]);
  const auto parsed = core::ParseKey(header.view());
  if (!parsed.ok()) return info.Env().Undefined();
  auto key = Napi::Array::New(info.Env(), 2);
  key.Set(0u, parsed.value().key);
  key.Set(1u, Napi::Boolean::New(info.Env(), parsed.value().quoted));
  return key;
}

Napi::Value RecordNames(const Napi::CallbackInfo& info) {
  const BytesArgument scope(info[0]), method(info[1]), path(info[2]), key(info[3]);
  Result<std::string> id = core::RecordId(scope.view(), method.view(), path.view(), key.view());
  const Result<std::string> hint = core::KeyHint(key.view());
  if (!id.ok() || !hint.ok()) return Refusal(info.Env(), id.ok() ? hint.status() : id.status());
  return AsciiString(info.Env(), id.value() + hint.value());
}

Napi::Value EffectId(const Napi::CallbackInfo& info) {
  return TextOrRefusal(info.Env(),
                       core::EffectId(ReadAscii(info[0]), ReadAscii(info[1]), ReadAscii(info[2])));
}

Napi::Value ParseRedisUrl(const Napi::CallbackInfo& info) {
  const BytesArgument url(info[0]);
  const auto parsed = redis::ParseRedisUrl(url.view());
  if (!parsed.ok()) return info.Env().Undefined();
  const redis::Address& address = parsed.value();
  auto object = Napi::Object::New(info.Env());
  object.Set("host", address.endpoint.host);
  object.Set("port", static_cast<double>(address.endpoint.port));
  object.Set("path", address.endpoint.path);
  object.Set("username", address.login.username);
  object.Set("password", address.login.password);
  object.Set("db", static_cast<double>(address.login.db));
  object.Set("tls", address.endpoint.tls);
  return object;
}

// Adds one record to the page if it is wanted. `bytes` is the length of the whole record if `text`
// is only its beginning, otherwise 0.
void AddRecord(store::ScanPage& page, std::string_view id, const store::View& view, int64_t bytes,
               const core::ScanCall& wanted) {
  const store::Key key = store::ReadKey(view);
  if (!key.has_record || !wanted.takes(key.record.is_done())) return;
  if (!wanted.hint.empty() && wanted.hint != key.record.hint) return;
  core::Answer seen = store::InspectedKey(key, view.now_ms, false);
  if (seen.code == core::AnswerCode::kAbsent) return;
  const auto given = static_cast<int64_t>(view.text->size());
  if (key.record.is_done() && bytes > given) seen.bytes += bytes - given;
  page.Add(id, key.record.hint, seen);
}

// (records, of, hint): the page of a store in JavaScript, in the JSON of core::ScanCall. Five
// values for each record: id, text, time left, moment of the server's clock or 0, and length.
Napi::Value DescribeRecords(const Napi::CallbackInfo& info) {
  constexpr uint32_t kValuesPerRecord = 5;
  const auto records = info[0].As<Napi::Array>();
  const std::string hint = ReadAscii(info[2]);
  core::ScanCall wanted;
  wanted.of = static_cast<core::ScanCall::Of>(ReadInteger(info[1]));
  wanted.hint = hint;
  store::ScanPage page;
  for (uint32_t at = 0; at + kValuesPerRecord <= records.Length(); at += kValuesPerRecord) {
    const Napi::HandleScope scope(info.Env());
    const auto number = [&](uint32_t offset) -> int64_t {
      return ReadInteger(records.Get(at + offset));
    };
    const BytesArgument text(records.Get(at + 1));
    AddRecord(page, ReadAscii(records.Get(at)), {text.view(), number(2), number(3)}, number(4),
              wanted);
  }
  return Napi::String::New(info.Env(),
                           page.Finish("0", 0, records.Length() / kValuesPerRecord).payload);
}

Napi::Value MonotonicMs(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(SystemClock().NowMs()));
}

Napi::Value WallClockMs(const Napi::CallbackInfo& info) {
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  const auto since_1970 = system_clock::now().time_since_epoch();
  const auto ms = duration_cast<milliseconds>(since_1970).count();
  return Napi::Number::New(info.Env(), static_cast<double>(ms));
}

Napi::Array StatusTable(Napi::Env env) {
  auto table = Napi::Array::New(env, kStatusCodeCount);
  for (int i = 0; i < kStatusCodeCount; ++i) {
    const auto code = static_cast<StatusCode>(i);
    auto row = Napi::Array::New(env, 3);
    row.Set(0u, std::string(StatusName(code)));
    row.Set(1u, static_cast<double>(StatusRetry(code)));
    row.Set(2u, std::string(StatusMessage(code)));
    table.Set(static_cast<uint32_t>(i), row);
  }
  return table;
}

Napi::Array AnswerNames(Napi::Env env) {
  auto names = Napi::Array::New(env);
  uint32_t index = 0;
#define ONCEONLY_NAME(name, text) names.Set(index++, text);
  ONCEONLY_ANSWER_CODES(ONCEONLY_NAME)
#undef ONCEONLY_NAME
  return names;
}

}  // namespace

void ExportPureFunctions(Napi::Env env, Napi::Object exports) {
  exports.Set("canonicalize", Napi::Function::New<Canonicalize>(env, "canonicalize"));
  exports.Set("fingerprint", Napi::Function::New<Fingerprint>(env, "fingerprint"));
  exports.Set("parseKey", Napi::Function::New<ParseKey>(env, "parseKey"));
  exports.Set("recordNames", Napi::Function::New<RecordNames>(env, "recordNames"));
  exports.Set("effectId", Napi::Function::New<EffectId>(env, "effectId"));
  exports.Set("parseRedisUrl", Napi::Function::New<ParseRedisUrl>(env, "parseRedisUrl"));
  exports.Set("describeRecords", Napi::Function::New<DescribeRecords>(env, "describeRecords"));
  exports.Set("monotonicMs", Napi::Function::New<MonotonicMs>(env, "monotonicMs"));
  exports.Set("wallClockMs", Napi::Function::New<WallClockMs>(env, "wallClockMs"));
  exports.Set("statusTable", StatusTable(env));
  exports.Set("answerNames", AnswerNames(env));
}

}  // namespace onceonly::binding
