#include "store/scan_page.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "store/answers.h"
#include "store/state.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode;

// Takes the text up to the next `separator`, or all that is left.
std::string_view TakeUntil(std::string_view& rest, char separator) {
  const size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return taken;
}

int64_t TakeNumber(std::string_view& rest) {
  const std::string_view digits = TakeUntil(rest, '|');
  int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

// The inspection of this record, as if the head were the whole of it.
std::optional<Answer> ReadHead(std::string_view head, int64_t left_ms, int64_t bytes,
                               int64_t now_ms) {
  Answer seen = InspectedKey(ReadKey({head, left_ms, now_ms}), now_ms, false);
  if (seen.code == AnswerCode::kAbsent || seen.code == AnswerCode::kForeign) return std::nullopt;
  seen.bytes = bytes;
  return seen;
}

}  // namespace

void ScanPage::Add(std::string_view id, const Answer& seen) {
  const auto text = [this](std::string_view name, std::string_view value) {
    entries_.append("\"").append(name).append("\":\"").append(value).append("\",");
  };
  const auto number = [this](std::string_view name, int64_t value) {
    entries_.append("\"").append(name).append("\":").append(std::to_string(value)).append(",");
  };
  entries_.append(entries_.empty() ? "{" : ",{");
  text("id", id);
  text("state", LowerCase(core::AnswerName(seen.code)));
  if (seen.kind != core::ResultKind::kNone) {
    const char kind = static_cast<char>(seen.kind);
    text("kind", std::string_view(&kind, 1));
  }
  text("label", seen.label);
  number("attempt", seen.attempt);
  number("fence", seen.fence);
  number("beganMs", seen.began_ms);
  number("leftMs", seen.left_ms);
  number("expiresMs", seen.expires_ms);
  number("bytes", seen.bytes);
  entries_.back() = '}';
}

Answer ScanPage::Finish(std::string_view cursor) const {
  Answer page = CodeAnswer(AnswerCode::kScanned);
  page.payload.append("{\"cursor\":\"").append(cursor).append("\",\"entries\":[");
  page.payload.append(entries_).append("]}");
  return page;
}

Answer ReadScanLines(std::string_view cursor, std::string_view lines, int64_t now_ms) {
  ScanPage page;
  while (!lines.empty()) {
    std::string_view line = TakeUntil(lines, '\n');
    const std::string_view id = TakeUntil(line, '|');
    const int64_t left_ms = TakeNumber(line);
    const int64_t bytes = TakeNumber(line);
    if (auto seen = ReadHead(line, left_ms, bytes, now_ms)) page.Add(id, *seen);
  }
  return page.Finish(cursor);
}

}  // namespace onceonly::store
