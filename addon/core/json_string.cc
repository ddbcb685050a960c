#include "core/json_string.h"

#include <bit>
#include <cstdint>

#include "core/json_escape.h"
#include "core/utf8.h"

namespace onceonly::core {
namespace {

constexpr uint64_t Repeat(uint8_t byte) noexcept { return byte * uint64_t{0x0101010101010101}; }

// A bit set in each byte that is a control, a quote, a backslash or not ASCII; a borrow may set one
// more in a later byte, never in an earlier one.
uint64_t SpecialBytes(uint64_t word) noexcept {
  const uint64_t quote = word ^ Repeat('"');
  const uint64_t backslash = word ^ Repeat('\\');
  const uint64_t below = (word - Repeat(0x20)) | (quote - Repeat(1)) | (backslash - Repeat(1));
  return (below | word) & Repeat(0x80);
}

bool IsPlain(char byte) noexcept {
  const auto value = static_cast<uint8_t>(byte);
  return value >= 0x20 && value < 0x80 && byte != '"' && byte != '\\';
}

// Where to read and write next. Kept in registers while nothing but plain bytes come.
struct Cursors {
  const char* from;
  char* to;
};

// Copies up to the first byte that is not plain. Stores whole words, for which the output has room.
Cursors CopyPlain(Cursors at, const char* end) noexcept {
  while (end - at.from >= 8) {
    uint64_t word;
    std::memcpy(&word, at.from, sizeof word);
    std::memcpy(at.to, &word, sizeof word);
    if (const uint64_t special = SpecialBytes(word); special != 0) {
      if constexpr (std::endian::native != std::endian::little) break;
      const int plain = std::countr_zero(special) / 8;
      return {at.from + plain, at.to + plain};
    }
    at = {at.from + 8, at.to + 8};
  }
  while (at.from != end && IsPlain(*at.from)) *at.to++ = *at.from++;
  return at;
}

Status CopyMultibyte(JsonInput& input, JsonOutput& output) noexcept {
  while (!input.AtEnd() && static_cast<uint8_t>(*input.next) >= 0x80) {
    const size_t length = Utf8SequenceLength({input.next, input.left()});
    if (length == 0) return input.Fail(StatusCode::kInvalidUtf8);
    output.Append({input.next, length});
    input.next += length;
  }
  return {};
}

// Reads what stopped a run of plain bytes, if the grammar allows it.
Status ReadSpecial(JsonInput& input, JsonOutput& output, JsonForm form) noexcept {
  if (input.AtEnd()) return input.Fail(StatusCode::kInvalidJson);
  if (*input.next == '\\') return ReadJsonEscape(input, output, form);
  if (static_cast<uint8_t>(*input.next) >= 0x80) return CopyMultibyte(input, output);
  return input.Fail(StatusCode::kInvalidJson);
}

}  // namespace

JsonStringRead ReadJsonString(JsonInput& input, JsonOutput& output, JsonForm form) noexcept {
  JsonStringRead read;
  Cursors at{input.next, output.end()};
  *at.to++ = *at.from++;
  for (;;) {
    at = CopyPlain(at, input.end);
    if (at.from != input.end && *at.from == '"') break;
    input.next = at.from;
    output.SetEnd(at.to);
    read.may_hold_escapes |= input.StartsWith('\\');
    read.status = ReadSpecial(input, output, form);
    if (!read.status.ok()) return read;
    at = {input.next, output.end()};
  }
  *at.to++ = *at.from++;
  input.next = at.from;
  output.SetEnd(at.to);
  return read;
}

}  // namespace onceonly::core
