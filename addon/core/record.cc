#include "core/record.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace onceonly::core {
namespace {

constexpr char kVersion = '2';
constexpr char kSeparator = '|';
// One less than the type holds, so that there always is a next attempt.
constexpr int64_t kMaxAttempt = std::numeric_limits<int32_t>::max() - 1;

enum CharacterClass : uint8_t { kDigit = 1, kName = 2, kLabel = 4 };

constexpr std::array<uint8_t, 256> ClassifyCharacters() {
  std::array<uint8_t, 256> classes{};
  for (unsigned char c = '0'; c <= '9'; ++c) classes[c] = kDigit | kName | kLabel;
  for (unsigned char c = 'a'; c <= 'z'; ++c) classes[c] = kName | kLabel;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) classes[c] = kName | kLabel;
  for (unsigned char c : {'_', '-'}) classes[c] = kName | kLabel;
  for (unsigned char c : {'/', ':', '.'}) classes[c] = kLabel;
  return classes;
}

constexpr std::array<uint8_t, 256> kClasses = ClassifyCharacters();

// Takes a record apart from the left, in one pass. After the first field that does not fit every
// later one is empty and `ok()` is false, so that a caller checks once.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) noexcept
      : at_(text.data()), end_(text.data() + text.size()) {}

  bool ok() const noexcept { return ok_; }
  std::string_view Rest() const noexcept {
    return std::string_view(at_, static_cast<size_t>(end_ - at_));
  }

  std::string_view Name() noexcept {
    const std::string_view field = Optional(kName);
    if (field.empty()) Refuse();
    return field;
  }

  // May be empty.
  std::string_view Optional(CharacterClass allowed) noexcept {
    const std::string_view field = Run(allowed);
    Separator();
    return ok_ ? field : std::string_view();
  }

  std::string_view LastOptional(CharacterClass allowed) noexcept {
    const std::string_view field = Run(allowed);
    if (at_ != end_) Refuse();
    return ok_ ? field : std::string_view();
  }

  int64_t Number(int64_t most = kMaxRecordNumber) noexcept {
    const std::string_view digits = Run(kDigit);
    Separator();
    int64_t number = 0;
    const char* last = digits.data() + digits.size();
    const bool is_number = std::from_chars(digits.data(), last, number).ec == std::errc();
    const bool is_shortest = digits.size() == 1 || (digits.size() > 1 && digits.front() != '0');
    if (!is_number || !is_shortest || number > most) Refuse();
    return ok_ ? number : 0;
  }

  char Letter(std::string_view allowed) noexcept {
    const char letter = at_ == end_ ? '\0' : *at_++;
    if (letter == '\0' || allowed.find(letter) == std::string_view::npos) Refuse();
    Separator();
    return ok_ ? letter : '\0';
  }

 private:
  std::string_view Run(CharacterClass allowed) noexcept {
    const char* start = at_;
    while (at_ != end_ && (kClasses[static_cast<unsigned char>(*at_)] & allowed) != 0) ++at_;
    return std::string_view(start, static_cast<size_t>(at_ - start));
  }

  void Separator() noexcept {
    if (at_ == end_ || *at_ != kSeparator) return Refuse();
    ++at_;
  }

  void Refuse() noexcept {
    ok_ = false;
    at_ = end_;
  }

  const char* at_;
  const char* end_;
  bool ok_ = true;
};

void ReadClaim(FieldReader& fields, Record& record) noexcept {
  record.rev = fields.Number();
  record.token = fields.Name();
  record.fingerprint = fields.Name();
  record.fence = fields.Number();
  record.attempt = static_cast<int32_t>(fields.Number(kMaxAttempt));
  record.origin = static_cast<Origin>(fields.Letter("NFT"));
  record.lease_ms = fields.Number();
  record.px_ms = fields.Number();
  record.not_after_ms = fields.Number();
  record.began_ms = fields.Number();
  record.is_awaited = fields.Letter("01") == '1';
  record.hint = fields.Optional(kName);
  record.label = fields.LastOptional(kLabel);
}

void ReadResult(FieldReader& fields, Record& record) noexcept {
  record.token = fields.Name();
  record.fingerprint = fields.Name();
  record.fence = fields.Number();
  record.attempt = static_cast<int32_t>(fields.Number(kMaxAttempt));
  record.kind = static_cast<ResultKind>(fields.Letter("vet"));
  record.stored_ms = fields.Number();
  record.hint = fields.Optional(kName);
  record.label = fields.Optional(kLabel);
  record.payload = fields.Rest();
}

// Adds up the bytes that TextWriter would write.
class LengthMeter {
 public:
  size_t length() const noexcept { return length_; }

  void Text(std::string_view field) noexcept { length_ += 1 + field.size(); }
  void Letter(char) noexcept { length_ += 2; }
  void Number(int64_t number) noexcept {
    length_ += 2;
    for (; number > 9; number /= 10) ++length_;
  }

 private:
  size_t length_ = 1;  // of the version
};

class TextWriter {
 public:
  explicit TextWriter(size_t length) {
    text_.reserve(length);
    text_.push_back(kVersion);
  }

  std::string& text() noexcept { return text_; }

  void Text(std::string_view field) {
    text_.push_back(kSeparator);
    text_.append(field);
  }
  void Letter(char letter) {
    text_.push_back(kSeparator);
    text_.push_back(letter);
  }
  void Number(int64_t number) {
    std::array<char, 20> digits;
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    Text(std::string_view(digits.data(), static_cast<size_t>(end - digits.data())));
  }

 private:
  std::string text_;
};

int64_t Bounded(int64_t number, int64_t most = kMaxRecordNumber) noexcept {
  return std::clamp<int64_t>(number, 0, most);
}

template <typename Fields>
void AddClaim(const Record& record, Fields& fields) {
  fields.Letter(static_cast<char>(record.state));
  fields.Number(Bounded(record.rev));
  fields.Text(record.token);
  fields.Text(record.fingerprint);
  fields.Number(Bounded(record.fence));
  fields.Number(Bounded(record.attempt, kMaxAttempt));
  fields.Letter(static_cast<char>(record.origin));
  fields.Number(Bounded(record.lease_ms));
  fields.Number(Bounded(record.px_ms));
  fields.Number(Bounded(record.not_after_ms));
  fields.Number(Bounded(record.began_ms));
  fields.Letter(record.is_awaited ? '1' : '0');
  fields.Text(record.hint);
  fields.Text(record.label);
}

template <typename Fields>
void AddResult(const Record& record, Fields& fields) {
  fields.Letter(static_cast<char>(record.state));
  fields.Text(record.token);
  fields.Text(record.fingerprint);
  fields.Number(Bounded(record.fence));
  fields.Number(Bounded(record.attempt, kMaxAttempt));
  fields.Letter(static_cast<char>(record.kind));
  fields.Number(Bounded(record.stored_ms));
  fields.Text(record.hint);
  fields.Text(record.label);
  fields.Text(record.payload);
}

template <typename Fields>
void AddFields(const Record& record, Fields& fields) {
  if (record.is_done()) return AddResult(record, fields);
  AddClaim(record, fields);
}

}  // namespace

Result<Record> ParseRecord(std::string_view text) {
  FieldReader fields(text);
  Record record;
  fields.Letter(std::string_view(&kVersion, 1));
  record.state = static_cast<RecordState>(fields.Letter("RSZFXD"));
  if (record.is_done()) {
    ReadResult(fields, record);
  } else {
    ReadClaim(fields, record);
  }
  if (!fields.ok()) return StatusCode::kInvalidRecord;
  return record;
}

std::string FormatRecord(const Record& record) {
  LengthMeter meter;
  AddFields(record, meter);
  TextWriter writer(meter.length());
  AddFields(record, writer);
  return std::move(writer.text());
}

}  // namespace onceonly::core
