#include "core/json/escape.h"

#include <cstdint>

#include "base/ascii.h"
#include "core/json/utf8.h"

namespace onceonly::core {
namespace {

// The code unit of the four digits at input.next. kNoHex, with input.next at the wrong character,
// if one is no digit.
int ReadHex4(JsonInput& input) noexcept {
  int unit = 0;
  for (int i = 0; i < 4; ++i, ++input.next) {
    const int digit = input.AtEnd() ? kNoHex : HexValue(*input.next);
    if (digit == kNoHex) return kNoHex;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool IsHighSurrogate(int unit) noexcept { return unit >= 0xd800 && unit < 0xdc00; }
bool IsLowSurrogate(int unit) noexcept { return unit >= 0xdc00 && unit < 0xe000; }

void AppendHexEscape(int unit, JsonOutput& output) noexcept {
  output.Append("\\u");
  for (int shift = 12; shift >= 0; shift -= 4) {
    output.Push(HexDigit(static_cast<uint32_t>(unit >> shift)));
  }
}

void AppendAscii(char character, JsonOutput& output) noexcept {
  if (const char letter = EscapeOfCharacter(character); letter != 0) {
    output.Push('\\');
    return output.Push(letter);
  }
  if (static_cast<uint8_t>(character) < 0x20) return AppendHexEscape(character, output);
  output.Push(character);
}

void AppendCodePoint(int code_point, JsonOutput& output) noexcept {
  if (code_point < 0x80) return AppendAscii(static_cast<char>(code_point), output);
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

}  // namespace

Status ReadJsonEscape(JsonInput& input, JsonOutput& output, JsonForm form) noexcept {
  const char* const backslash = input.next++;
  if (input.AtEnd()) return input.Fail(StatusCode::kInvalidJson);
  const char letter = *input.next;
  if (letter == 'u') {
    ++input.next;
    return CopyUnicodeEscape(backslash, input, output, form);
  }
  const char character = CharacterOfEscape(letter);
  if (character == 0) return input.Fail(StatusCode::kInvalidJson);
  ++input.next;
  AppendAscii(character, output);
  return {};
}

}  // namespace onceonly::core
