#include "store/record_1.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "store/answers.h"

namespace onceonly::core {
namespace {

constexpr std::string_view kVersion = "1";
constexpr char kSeparator = '|';

bool IsAlphanumeric(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool IsNameCharacter(char c) noexcept { return IsAlphanumeric(c) || c == '_' || c == '-'; }

bool IsLabelCharacter(char c) noexcept {
  return IsNameCharacter(c) || c == '/' || c == ':' || c == '.';
}

// Takes a record apart from the left. After the first field that does not fit every later one is
// empty and `ok()` is false, so that a caller checks once.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) { ok_ = Next() == kVersion; }

  bool ok() const noexcept { return ok_; }
  std::string_view rest() const noexcept { return rest_; }
  void Refuse() noexcept { ok_ = false; }

  std::string Name() {
    const std::string_view field = Next();
    if (field.empty() || !std::all_of(field.begin(), field.end(), IsNameCharacter)) Refuse();
    return ok_ ? std::string(field) : std::string();
  }

  std::string OptionalName() {
    const std::string_view field = Next();
    if (!std::all_of(field.begin(), field.end(), IsNameCharacter)) Refuse();
    return ok_ ? std::string(field) : std::string();
  }

  std::string Label(std::string_view field) {
    if (!std::all_of(field.begin(), field.end(), IsLabelCharacter)) Refuse();
    return ok_ ? std::string(field) : std::string();
  }

  template <typename Number>
  Number Decimal() {
    const std::string_view field = Next();
    Number number = 0;
    const char* end = field.data() + field.size();
    const auto [stop, error] = std::from_chars(field.data(), end, number);
    if (field.empty() || field.front() == '-' || error != std::errc() || stop != end) Refuse();
    return ok_ ? number : 0;
  }

  char Letter(std::string_view allowed) {
    const std::string_view field = Next();
    if (field.size() != 1 || allowed.find(field.front()) == std::string_view::npos) Refuse();
    return ok_ ? field.front() : '\0';
  }

  // The text up to the next separator, which has to be there.
  std::string_view Next() {
    const size_t end = rest_.find(kSeparator);
    if (end == std::string_view::npos) {
      Refuse();
      return {};
    }
    const std::string_view field = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return field;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

class FieldWriter {
 public:
  explicit FieldWriter(size_t expected) {
    text_.reserve(expected);
    text_.append(kVersion);
  }

  FieldWriter& Add(std::string_view field) {
    text_.push_back(kSeparator);
    text_.append(field);
    return *this;
  }
  FieldWriter& Add(int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    return Add(std::string_view(digits, static_cast<size_t>(end - digits)));
  }
  FieldWriter& AddLetter(char letter) { return Add(std::string_view(&letter, 1)); }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

// Room for the separators and numbers of either record.
constexpr size_t kNumbersLength = 160;

}  // namespace

Result<LockRecord> ParseLockRecord(std::string_view text) {
  FieldReader fields(text);
  LockRecord record;
  record.token = fields.Name();
  record.fingerprint = fields.Name();
  record.fence = fields.Decimal<int64_t>();
  record.renewals = fields.Decimal<int64_t>();
  record.lease_ms = fields.Decimal<int64_t>();
  record.deadline_ms = fields.Decimal<int64_t>();
  record.began_ms = fields.Decimal<int64_t>();
  record.attempt = fields.Decimal<int32_t>();
  record.suspect_ms = fields.Decimal<int64_t>();
  record.origin = static_cast<Origin>(fields.Letter("NFT"));
  record.state = static_cast<LockState>(fields.Letter("RZFX"));
  record.hint = fields.OptionalName();
  record.label = fields.Label(fields.rest());
  if (!fields.ok()) return StatusCode::kInvalidRecord;
  return record;
}

Result<ResultRecord> ParseResultRecord(std::string_view text) {
  FieldReader fields(text);
  ResultRecord record;
  record.fingerprint = fields.Name();
  record.token = fields.Name();
  record.fence = fields.Decimal<int64_t>();
  record.stored_ms = fields.Decimal<int64_t>();
  record.attempt = fields.Decimal<int32_t>();
  record.kind = static_cast<ResultKind>(fields.Letter("vet"));
  record.hint = fields.OptionalName();
  record.label = fields.Label(fields.Next());
  if (!fields.ok()) return StatusCode::kInvalidRecord;
  record.payload = fields.rest();
  return record;
}

std::string FormatLockRecord(const LockRecord& record) {
  FieldWriter fields(kNumbersLength + record.token.size() + record.fingerprint.size() +
                     record.hint.size() + record.label.size());
  return fields.Add(record.token)
      .Add(record.fingerprint)
      .Add(record.fence)
      .Add(record.renewals)
      .Add(record.lease_ms)
      .Add(record.deadline_ms)
      .Add(record.began_ms)
      .Add(record.attempt)
      .Add(record.suspect_ms)
      .AddLetter(static_cast<char>(record.origin))
      .AddLetter(static_cast<char>(record.state))
      .Add(record.hint)
      .Add(record.label)
      .Take();
}

std::string FormatResultRecord(const ResultRecord& record) {
  FieldWriter fields(kNumbersLength + record.token.size() + record.fingerprint.size() +
                     record.hint.size() + record.label.size() + record.payload.size());
  return fields.Add(record.fingerprint)
      .Add(record.token)
      .Add(record.fence)
      .Add(record.stored_ms)
      .Add(record.attempt)
      .AddLetter(static_cast<char>(record.kind))
      .Add(record.hint)
      .Add(record.label)
      .Add(record.payload)
      .Take();
}

}  // namespace onceonly::core

namespace onceonly::store {

using core::Answer, core::AnswerCode;

Answer ResultAnswer(AnswerCode code, core::ResultRecord record, int64_t left_ms, int64_t bytes) {
  Answer answer = CodeAnswer(code, left_ms);
  answer.fence = record.fence;
  answer.attempt = record.attempt;
  answer.began_ms = record.stored_ms;
  answer.expires_ms = left_ms;
  answer.bytes = bytes;
  answer.kind = record.kind;
  answer.payload = std::move(record.payload);
  answer.fingerprint = std::move(record.fingerprint);
  answer.label = std::move(record.label);
  return answer;
}

Answer LockAnswer(AnswerCode code, core::LockRecord record, int64_t left_ms, int64_t now_ms,
                  int64_t expires_ms) {
  Answer answer = CodeAnswer(code, left_ms);
  answer.fence = record.fence;
  answer.attempt = record.attempt;
  answer.elapsed_ms = std::max<int64_t>(now_ms - record.began_ms, 0);
  answer.began_ms = record.began_ms;
  answer.expires_ms = expires_ms;
  answer.fingerprint = std::move(record.fingerprint);
  answer.label = std::move(record.label);
  return answer;
}

Answer InspectedLock(core::LockRecord record, int64_t now_ms, int64_t expires_ms) {
  if (record.state == core::LockState::kFreed) {
    return LockAnswer(AnswerCode::kFreed, std::move(record), 0, now_ms, expires_ms);
  }
  if (const int64_t left_ms = LeaseLeftMs(record, now_ms); left_ms > 0) {
    const bool is_running = record.state == core::LockState::kRunning;
    const AnswerCode code = is_running ? AnswerCode::kRunning : AnswerCode::kSilent;
    return LockAnswer(code, std::move(record), left_ms, now_ms, expires_ms);
  }
  const int64_t wait_ms = TakeoverWaitMs(record, now_ms);
  const bool decides = wait_ms == 0 && IsSuspected(record, now_ms);
  const AnswerCode code = decides ? AnswerCode::kUnknown : AnswerCode::kSilent;
  return LockAnswer(code, std::move(record), wait_ms, now_ms, expires_ms);
}

int64_t LeaseLeftMs(const core::LockRecord& lock, int64_t now_ms) noexcept {
  return std::clamp<int64_t>(lock.deadline_ms - now_ms, 0, lock.lease_ms);
}

bool IsSuspected(const core::LockRecord& lock, int64_t now_ms) noexcept {
  if (lock.state == core::LockState::kGivenUp) return true;
  return lock.suspect_ms != 0 && lock.suspect_ms <= now_ms;
}

int64_t TakeoverWaitMs(const core::LockRecord& lock, int64_t now_ms) noexcept {
  if (lock.state == core::LockState::kGivenUp) return 0;
  const int64_t window = (lock.lease_ms + 1) / 2;
  if (!IsSuspected(lock, now_ms)) return window;
  return std::max<int64_t>(lock.suspect_ms + window - now_ms, 0);
}

}  // namespace onceonly::store
