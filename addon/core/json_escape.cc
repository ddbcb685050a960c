#include "core/json_escape.h"

#include <cstdint>

#include "core/utf8.h"

namespace onceonly::core {
namespace {

constexpr int kNoHex = -1;

int HexDigit(char byte) noexcept {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return kNoHex;
}

// The code unit of the four digits at input.next. kNoHex, with input.next at the wrong character,
// if one is no digit.
int ReadHex4(JsonInput& input) noexcept {
  int unit = 0;
  for (int i = 0; i < 4; ++i, ++input.next) {
    const int digit = input.AtEnd() ? kNoHex : HexDigit(*input.next);
    if (digit == kNoHex) return kNoHex;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool IsHighSurrogate(int unit) noexcept { return unit >= 0xd800 && unit < 0xdc00; }
bool IsLowSurrogate(int unit) noexcept { return unit >= 0xdc00 && unit < 0xe000; }

void AppendHexEscape(int unit, JsonOutput& output) noexcept {
  static constexpr char kDigits[] = "0123456789abcdef";
  output.Append("\\u");
  for (int shift = 12; shift >= 0; shift -= 4) output.Push(kDigits[(unit >> shift) & 15]);
}

void AppendAscii(int unit, JsonOutput& output) noexcept {
  switch (unit) {
    case '\b':
      return output.Append("\\b");
    case '\t':
      return output.Append("\\t");
    case '\n':
      return output.Append("\\n");
    case '\f':
      return output.Append("\\f");
    case '\r':
      return output.Append("\\r");
    case '"':
      return output.Append("\\\"");
    case '\\':
      return output.Append("\\\\");
    default:
      break;
  }
  if (unit < 0x20) return AppendHexEscape(unit, output);
  output.Push(static_cast<char>(unit));
}

void AppendCodePoint(int code_point, JsonOutput& output) noexcept {
  if (code_point < 0x80) return AppendAscii(code_point, output);
  output.SetEnd(WriteUtf8(static_cast<uint32_t>(code_point), output.end()));
}

// The unit of an escape \uDC00 to \uDFFF at input.next, which it passes; else 0, nothing read.
int ReadLowSurrogate(JsonInput& input) noexcept {
  JsonInput ahead = input;
  if (ahead.left() < 6 || ahead.next[0] != '\\' || ahead.next[1] != 'u') return 0;
  ahead.next += 2;
  const int unit = ReadHex4(ahead);
  if (!IsLowSurrogate(unit)) return 0;
  input = ahead;
  return unit;
}

Status CopyUnicodeEscape(const char* backslash, JsonInput& input, JsonOutput& output,
                         JsonForm form) noexcept {
  const int unit = ReadHex4(input);
  if (unit == kNoHex) return input.Fail(StatusCode::kInvalidJson);
  if (IsHighSurrogate(unit)) {
    if (const int low = ReadLowSurrogate(input); low != 0) {
      AppendCodePoint(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), output);
      return {};
    }
  }
  if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
    if (form == JsonForm::kCanonical) return input.Fail(StatusCode::kLoneSurrogate, backslash);
    AppendHexEscape(unit, output);
    return {};
  }
  AppendCodePoint(unit, output);
  return {};
}

// The character that a backslash and `letter` stand for, or 0.
int ShortEscape(char letter) noexcept {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '"':
    case '\\':
    case '/':
      return letter;
    default:
      return 0;
  }
}

}  // namespace

Status ReadJsonEscape(JsonInput& input, JsonOutput& output, JsonForm form) noexcept {
  const char* const backslash = input.next++;
  if (input.AtEnd()) return input.Fail(StatusCode::kInvalidJson);
  const char letter = *input.next;
  if (letter == 'u') {
    ++input.next;
    return CopyUnicodeEscape(backslash, input, output, form);
  }
  const int character = ShortEscape(letter);
  if (character == 0) return input.Fail(StatusCode::kInvalidJson);
  ++input.next;
  AppendAscii(character, output);
  return {};
}

}  // namespace onceonly::core
