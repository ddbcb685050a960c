#include "store/scan_page.h"

#include <algorithm>
#include <charconv>
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

// Adds the record of a line, as if its head were the whole of it.
void AddLine(ScanPage& page, std::string_view line, int64_t now_ms) {
  const std::string_view id = TakeUntil(line, '|');
  const int64_t left_ms = TakeNumber(line);
  const int64_t bytes = TakeNumber(line);
  const Key key = ReadKey({line, left_ms, now_ms});
  Answer found = InspectedKey(key, now_ms, false);
  if (found.code == AnswerCode::kAbsent || found.code == AnswerCode::kForeign) return;
  found.bytes = bytes;
  page.Add(id, key.record.hint, found);
}

}  // namespace

void ScanPage::Add(std::string_view id, std::string_view hint, const Answer& found) {
  const auto text = [this](std::string_view name, std::string_view value) {
    entries_.append("\"").append(name).append("\":\"").append(value).append("\",");
  };
  const auto number = [this](std::string_view name, int64_t value) {
    entries_.append("\"").append(name).append("\":").append(std::to_string(value)).append(",");
  };
  entries_.append(entries_.empty() ? "{" : ",{");
  text("id", id);
  text("state", LowerCase(core::AnswerName(found.code)));
  if (found.kind != core::ResultKind::kNone) {
    const char kind = static_cast<char>(found.kind);
    text("kind", std::string_view(&kind, 1));
  }
  text("label", found.label);
  text("hint", hint);
  number("attempt", found.attempt);
  number("fence", found.fence);
  number("beganMs", found.began_ms);
  number("leftMs", found.left_ms);
  number("expiresMs", found.expires_ms);
  number("bytes", found.bytes);
  entries_.back() = '}';
}

Answer ScanPage::Finish(std::string_view cursor, int64_t now_ms, int64_t seen) const {
  Answer page = CodeAnswer(AnswerCode::kScanned);
  page.payload.append("{\"cursor\":\"").append(cursor);
  page.payload.append("\",\"now\":").append(std::to_string(now_ms));
  page.payload.append(",\"seen\":").append(std::to_string(seen));
  page.payload.append(",\"entries\":[").append(entries_).append("]}");
  return page;
}

Answer ReadScanLines(const ScanLines& reply) {
  ScanPage page;
  for (std::string_view lines = reply.lines; !lines.empty();) {
    AddLine(page, TakeUntil(lines, '\n'), reply.now_ms);
  }
  return page.Finish(reply.cursor, reply.now_ms, reply.seen);
}

}  // namespace onceonly::store
