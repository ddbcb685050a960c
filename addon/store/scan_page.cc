#include "store/scan_page.h"

#include <utility>

#include "base/ascii.h"
#include "store/answers.h"
#include "store/state.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode;

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

void AddHead(ScanPage& page, const ScannedHead& head) {
  const Key key = ReadKey({head.head, head.left_ms, head.now_ms});
  Answer found = InspectedKey(key, head.now_ms, false);
  if (found.code == AnswerCode::kAbsent || found.code == AnswerCode::kForeign) return;
  found.bytes = head.bytes;
  page.Add(head.id, key.record.hint, found);
}

}  // namespace onceonly::store
