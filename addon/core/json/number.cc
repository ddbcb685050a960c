#include "core/json/number.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>

#include "core/json/number_text.h"
#include "core/json/read_double.h"
#include "core/json/whole_digits.h"

namespace onceonly::core {
namespace {

// Decimals of so many digits are all different doubles (DBL_DIG), so each is its own shortest text.
constexpr size_t kSafeDigits = 15;
constexpr size_t kUint64Digits = 19;
constexpr uint64_t kTwoTo53 = uint64_t{1} << 53;

bool IsDigit(char byte) noexcept { return byte >= '0' && byte <= '9'; }

const char* SkipDigits(const char* next, const char* end) noexcept {
  while (next != end && IsDigit(*next)) ++next;
  return next;
}

struct Literal {
  std::string_view text;
  std::string_view digits;    // of the integer part
  std::string_view fraction;  // digits behind the dot
  bool negative = false;
  bool has_exponent = false;

  bool IsInteger() const noexcept { return fraction.empty() && !has_exponent; }
};

std::string_view Between(const char* begin, const char* end) noexcept {
  return {begin, static_cast<size_t>(end - begin)};
}

// Leaves input.next behind the literal, or at the byte that the grammar of RFC 8259 section 6 does
// not allow.
std::optional<Literal> ScanLiteral(JsonInput& input) noexcept {
  const char* const begin = input.next;
  const char*& next = input.next;
  Literal literal;
  literal.negative = input.StartsWith('-');
  if (literal.negative) ++next;
  const char* const digits = next;
  next = input.StartsWith('0') ? next + 1 : SkipDigits(next, input.end);
  if (next == digits) return std::nullopt;
  literal.digits = Between(digits, next);
  if (input.StartsWith('.')) {
    const char* const fraction = ++next;
    next = SkipDigits(next, input.end);
    if (next == fraction) return std::nullopt;
    literal.fraction = Between(fraction, next);
  }
  if (input.StartsWith('e') || input.StartsWith('E')) {
    literal.has_exponent = true;
    ++next;
    if (input.StartsWith('+') || input.StartsWith('-')) ++next;
    const char* const exponent = next;
    next = SkipDigits(next, input.end);
    if (next == exponent) return std::nullopt;
  }
  literal.text = Between(begin, next);
  return literal;
}

// True if the text of the double is the literal itself, less the zeros that end its fraction.
bool IsPlainDecimal(const Literal& literal) noexcept {
  return !literal.has_exponent && literal.digits.size() + literal.fraction.size() <= kSafeDigits &&
         !(literal.digits == "0" && literal.fraction.starts_with("000000"));
}

void CopyPlainDecimal(const Literal& literal, JsonOutput& output) noexcept {
  std::string_view text = literal.text;
  if (!literal.fraction.empty()) {
    while (text.ends_with('0')) text.remove_suffix(1);
    if (text.ends_with('.')) text.remove_suffix(1);
  }
  output.Append(text == "-0" ? "0" : text);
}

bool HasDoubleOf(uint64_t value) noexcept {
  return value == 0 || 64 - std::countl_zero(value) - std::countr_zero(value) <= 53;
}

uint64_t ToUint64(std::string_view digits) noexcept {
  uint64_t value = 0;
  for (char digit : digits) value = value * 10 + static_cast<uint64_t>(digit - '0');
  return value;
}

// True if a double has exactly the value of these digits. REQUIRES: no leading zero.
bool HasDoubleOf(const Literal& integer) noexcept {
  if (integer.digits.size() <= kUint64Digits) return HasDoubleOf(ToUint64(integer.digits));
  if (integer.digits.size() > kMaxDoubleDigits) return false;
  const double value = std::fabs(ReadDouble(integer.text));
  if (std::isinf(value)) return false;
  char exact[kMaxDoubleDigits];
  return WholeDigits(value, exact) == integer.digits;
}

// True if the literal is its own text: an integer up to 2^53, or in the fingerprint one that no
// double holds. ECMAScript writes some large doubles with such digits (2^60 ends in 7000). These
// mean the double, whoever wrote them.
bool IsKeptInteger(const Literal& literal, JsonForm form) noexcept {
  if (!literal.IsInteger()) return false;
  if (literal.digits.size() <= kUint64Digits && ToUint64(literal.digits) <= kTwoTo53) return true;
  return form == JsonForm::kFingerprint && !HasDoubleOf(literal);
}

void AppendLowerCase(std::string_view text, JsonOutput& output) noexcept {
  for (char byte : text) output.Push(byte == 'E' ? 'e' : byte);
}

}  // namespace

Status ReadJsonNumber(JsonInput& input, JsonOutput& output, JsonForm form) noexcept {
  const std::optional<Literal> literal = ScanLiteral(input);
  if (!literal) return input.Fail(StatusCode::kInvalidJson);
  if (IsPlainDecimal(*literal)) {
    CopyPlainDecimal(*literal, output);
    return {};
  }
  if (IsKeptInteger(*literal, form)) {
    output.Append(literal->text);
    return {};
  }
  const double value = ReadDouble(literal->text);
  if (std::isinf(value)) {
    if (form == JsonForm::kCanonical) {
      return input.Fail(StatusCode::kNumberRange, literal->text.data());
    }
    AppendLowerCase(literal->text, output);
    return {};
  }
  output.SetEnd(WriteNumberText(value, output.end()));
  return {};
}

}  // namespace onceonly::core
