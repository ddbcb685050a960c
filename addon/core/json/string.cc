#include "core/json/string.h"

#include <cstdint>

#include "core/json/escape.h"
#include "core/json/scan.h"
#include "core/json/utf8.h"

namespace onceonly::core {
namespace {

Status CopyMultibyte(JsonInput& input, JsonOutput& output) noexcept {
  while (!input.AtEnd() && static_cast<uint8_t>(*input.next) >= 0x80) {
    const size_t length = Utf8SequenceLength({input.next, input.left()});
    if (length == 0) return input.Fail(StatusCode::kInvalidUtf8);
    // A sequence has four bytes at most, and there is room for more.
    std::memcpy(output.end(), input.next, 4);
    output.SetEnd(output.end() + length);
    input.next += length;
  }
  return {};
}

// Reads the character that stopped a run of plain bytes, if the grammar allows it.
Status ReadSpecial(JsonInput& input, JsonOutput& output, JsonForm form) noexcept {
  if (input.AtEnd()) return input.Fail(StatusCode::kInvalidJson);
  if (*input.next == '\\') return ReadJsonEscape(input, output, form);
  if (static_cast<uint8_t>(*input.next) >= 0x80) return CopyMultibyte(input, output);
  return input.Fail(StatusCode::kInvalidJson);
}

}  // namespace

JsonStringRead ReadJsonString(JsonInput& input, JsonOutput& output, JsonForm form) noexcept {
  JsonStringRead read;
  for (;;) {
    const JsonCursors at = CopyPlain({input.next, output.end()});
    input.next = at.from;
    output.SetEnd(at.to);
    if (input.StartsWith('"')) break;
    read.may_hold_escapes |= input.StartsWith('\\');
    read.status = ReadSpecial(input, output, form);
    if (!read.status.ok()) return read;
  }
  output.Push(*input.next++);
  return read;
}

}  // namespace onceonly::core
