#include "binding/custom_store.h"

#include <chrono>
#include <utility>

#include "core/record.h"
#include "store/answers.h"

namespace onceonly::binding {
namespace {

constexpr int64_t kFarFutureMs = int64_t{1} << 52;
// How long a mark for those who wait may take; they look meanwhile.
constexpr int64_t kMarkTimeoutMs = 2000;

int64_t WallClockMs() noexcept {
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// Any status of that class: JavaScript itself reports its error.
StatusCode StatusOf(Retry retry) noexcept {
  switch (retry) {
    case Retry::kNo:
      return StatusCode::kServerError;
    case Retry::kSafe:
      return StatusCode::kTimeout;
    case Retry::kAmbiguous:
      break;
  }
  return StatusCode::kOutcomeUnknown;
}

// A claim that cannot be judged without the clock by which it was made.
bool SaysUntilWhen(const store::View& found) {
  if (!found.text) return false;
  const Result<core::Record> record = core::ParseRecord(*found.text);
  return record.ok() && record.value().not_after_ms > 0;
}

Napi::Value Bytes(Napi::Env env, std::string_view bytes) {
  return Napi::Buffer<char>::Copy(env, bytes.data(), bytes.size());
}

}  // namespace

CustomServer::CustomServer(Napi::Env env, Napi::Function ask) : env_(env), ask_(Napi::Weak(ask)) {}

void CustomServer::Insert(std::string_view id, std::string_view text, int64_t px_ms,
                          store::Patience patience, store::RecordReader* reader) {
  Question question;
  question.what = What::kInsert;
  question.id = id;
  question.text = text;
  question.ttl_ms = px_ms;
  Ask(question, patience, reader);
}

void CustomServer::Look(std::string_view id, store::Patience patience,
                        store::RecordReader* reader) {
  Question question;
  question.id = id;
  Ask(question, patience, reader);
}

void CustomServer::Swap(std::string_view id, std::string_view expected,
                        const store::Decision& decision, store::Patience patience,
                        store::RecordReader* reader) {
  using Write = store::Decision::Write;
  if (expected.empty()) return Insert(id, decision.text, decision.px_ms, patience, reader);
  Question question;
  question.what = What::kSwap;
  question.id = id;
  question.text = expected;
  question.removes = decision.write == Write::kDelete;
  question.next = decision.text;
  question.ttl_ms = decision.write == Write::kText ? decision.px_ms : kKeepTtl;
  question.wakes = decision.wakes;
  Ask(question, patience, reader);
}

int64_t CustomServer::NowMs(std::string_view) const noexcept { return WallClockMs() + ahead_ms_; }

void CustomServer::Ask(const Question& question, store::Patience patience,
                       store::RecordReader* reader) {
  const uint32_t number = ++last_question_;
  const bool is_insertion = question.what == What::kInsert;
  waiting_.insert_or_assign(
      number, Waiting{reader, question.id, is_insertion, is_insertion && tells_time_});
  if (!Call(number, question, patience.timeout_ms)) Tell(number, Told{});
}

// Says whether JavaScript has taken the question: there is no more room on its stack, or its thread
// is being terminated.
bool CustomServer::Call(uint32_t number, const Question& question, int64_t timeout_ms) {
  const Napi::HandleScope scope(env_);
  const Napi::Function ask = ask_.Value();
  if (ask.IsEmpty()) return false;
  const auto text = [this](bool is_there, std::string_view bytes) -> napi_value {
    return is_there ? Bytes(env_, bytes) : env_.Null();
  };
  ask.Call({Napi::Number::New(env_, number),
            Napi::Number::New(env_, static_cast<double>(question.what)),
            Napi::Number::New(env_, static_cast<double>(timeout_ms)),
            Napi::String::New(env_, question.id.data(), question.id.size()),
            text(question.what != What::kLook, question.text),
            text(question.what == What::kSwap && !question.removes, question.next),
            Napi::Number::New(env_, static_cast<double>(question.ttl_ms)),
            Napi::Boolean::New(env_, question.wakes)});
  if (!env_.IsExceptionPending()) return true;
  env_.GetAndClearPendingException();
  return false;
}

std::string CustomServer::IdOf(uint32_t question) const {
  const auto waiting = waiting_.find(question);
  return waiting == waiting_.end() ? std::string() : std::string(waiting->second.id);
}

void CustomServer::Tell(uint32_t question, Told told) {
  const auto entry = waiting_.extract(question);
  if (!entry) return;
  const Waiting& waiting = entry.mapped();
  if (told.now_ms > 0) ahead_ms_ = told.now_ms - WallClockMs();
  switch (told.outcome) {
    case Outcome::kFailed:
      return waiting.reader->OnFailed(StatusOf(told.retry));
    case Outcome::kWritten:
      return TellWritten(waiting, told.now_ms);
    case Outcome::kFound:
      told.found.now_ms = told.now_ms;
      return TellFound(waiting, told.found);
  }
}

void CustomServer::TellWritten(const Waiting& waiting, int64_t now_ms) {
  if (waiting.is_insertion) tells_time_ = now_ms > 0;
  // A claim whose time is not told counts as late.
  const bool is_late = waiting.needs_time && now_ms == 0;
  waiting.reader->OnWritten(is_late ? kFarFutureMs : now_ms > 0 ? now_ms : NowMs(waiting.id));
}

void CustomServer::TellFound(const Waiting& waiting, store::View found) {
  if (found.now_ms == 0 && SaysUntilWhen(found)) {
    // After an insertion the reader looks, to learn the time as well.
    if (!waiting.is_insertion) return waiting.reader->OnFailed(StatusCode::kUnexpectedReply);
    return waiting.reader->OnRecord({found.text, store::View::kLeftUnknown, 0});
  }
  if (found.now_ms == 0) found.now_ms = NowMs(waiting.id);
  waiting.reader->OnRecord(found);
}

void CustomServer::FailAll(Status why) {
  // A question from inside a failure fails as well.
  while (!waiting_.empty()) {
    const auto entry = waiting_.extract(waiting_.begin());
    entry.mapped().reader->OnFailed(why);
  }
}

CustomStore::CustomStore(Napi::Env env, Napi::Function ask, bool is_shared, const Clock* clock,
                         core::AnswerSink* sink)
    : is_shared_(is_shared), sink_(sink), server_(env, ask), runner_(&server_, clock, sink) {}

CustomStore::~CustomStore() { server_.FailAll(StatusCode::kClosed); }

template <typename Call>
void CustomStore::Run(core::CallId call, const Call& args,
                      void (store::VerbRunner::*verb)(core::CallId, const Call&)) {
  if (is_closed_) return sink_->OnAnswer(call, store::FailedAnswer(StatusCode::kClosed));
  (runner_.*verb)(call, args);
}

void CustomStore::Begin(core::CallId call, const core::BeginCall& args) {
  Run(call, args, &store::VerbRunner::Begin);
}

void CustomStore::Complete(core::CallId call, const core::CompleteCall& args) {
  Run(call, args, &store::VerbRunner::Complete);
}

void CustomStore::Renew(core::CallId call, const core::RenewCall& args) {
  Run(call, args, &store::VerbRunner::Renew);
}

void CustomStore::Release(core::CallId call, const core::ReleaseCall& args) {
  Run(call, args, &store::VerbRunner::Release);
}

void CustomStore::Inspect(core::CallId call, const core::InspectCall& args) {
  Run(call, args, &store::VerbRunner::Inspect);
}

void CustomStore::Remove(core::CallId call, const core::RemoveCall& args) {
  Run(call, args, &store::VerbRunner::Remove);
}

void CustomStore::Resolve(core::CallId call, const core::ResolveCall& args) {
  Run(call, args, &store::VerbRunner::Resolve);
}

void CustomStore::Scan(core::CallId call, const core::ScanCall& /*args*/) {
  sink_->OnAnswer(call, store::FailedAnswer(StatusCode::kServerError));
}

void CustomStore::Watch(core::CallId call, std::string id) {
  if (is_closed_) return;
  watches_.Add(call, id);
  if (!is_shared_) return TellWatching(call);
  runner_.MarkAwaited(id, kMarkTimeoutMs, [this, call](bool is_told) {
    if (is_told && watches_.Has(call)) TellWatching(call);
  });
}

void CustomStore::TellWatching(core::CallId call) {
  core::Answer answer;
  answer.code = core::AnswerCode::kWatching;
  sink_->OnAnswer(call, std::move(answer));
}

void CustomStore::Unwatch(core::CallId call) { watches_.Remove(call); }

void CustomStore::Close() {
  is_closed_ = true;
  watches_.Clear();
  server_.FailAll(StatusCode::kClosed);
}

void CustomStore::Tell(uint32_t question, CustomServer::Told told) {
  const bool may_wake = told.outcome == CustomServer::Outcome::kWritten && !watches_.empty();
  const std::string id = may_wake ? server_.IdOf(question) : std::string();
  server_.Tell(question, std::move(told));
  if (!id.empty()) watches_.Tell(id, core::AnswerCode::kWoken, sink_);
}

}  // namespace onceonly::binding
