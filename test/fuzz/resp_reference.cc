#include "resp_reference.h"

#include <optional>

#include "resp/reply_reader.h"

namespace onceonly::fuzz {
namespace {

class RespReference {
 public:
  explicit RespReference(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::string> Reply(int depth = 1) {
    const auto line = Line();
    if (!line || line->empty()) return std::nullopt;
    const std::string_view body = line->substr(1);
    switch (line->front()) {
      case '+':
      case '-':
        return std::string(*line);
      case ':':
        return Integer(body) ? std::optional(":" + std::to_string(*Integer(body))) : std::nullopt;
      case '$':
        return Bulk(body);
      case '*':
        return Array(body, depth);
      default:
        return std::nullopt;
    }
  }

 private:
  std::optional<std::string_view> Line() {
    const size_t end = rest_.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 2);
    return line;
  }

  // Up to 18 digits, as a server writes them.
  static std::optional<int64_t> Integer(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    if (text.empty() || text.size() > 18) return std::nullopt;
    if (text.front() == '0' && (text.size() > 1 || is_negative)) return std::nullopt;
    int64_t number = 0;
    for (const char digit : text) {
      if (digit < '0' || digit > '9') return std::nullopt;
      number = number * 10 + (digit - '0');
    }
    return is_negative ? -number : number;
  }

  std::optional<std::string> Bulk(std::string_view header) {
    const auto size = Integer(header);
    if (size == -1) return "nil";
    if (!size || *size < 0 || rest_.size() < 2) return std::nullopt;
    const auto length = static_cast<size_t>(*size);
    if (length > rest_.size() - 2 || rest_.substr(length, 2) != "\r\n") return std::nullopt;
    const std::string text(rest_.substr(0, length));
    rest_.remove_prefix(length + 2);
    return "$" + text;
  }

  std::optional<std::string> Array(std::string_view header, int depth) {
    const auto count = Integer(header);
    if (count == -1) return "nil";
    if (depth == 1) elements_ = 0;
    if (!count || *count < 0 || depth > resp::kMaxReplyDepth) return std::nullopt;
    elements_ += static_cast<size_t>(*count);
    if (static_cast<size_t>(*count) > resp::kMaxArrayElements) return std::nullopt;
    if (elements_ > resp::kMaxReplyElements) return std::nullopt;
    std::string items;
    for (int64_t i = 0; i < *count; ++i) {
      const auto item = Reply(depth + 1);
      if (!item) return std::nullopt;
      items += *item + ",";
    }
    return "[" + items + "]";
  }

  std::string_view rest_;
  size_t elements_ = 0;
};

}  // namespace

std::vector<std::string> RepliesByReference(std::string_view bytes) {
  RespReference reference(bytes);
  std::vector<std::string> replies;
  while (auto reply = reference.Reply()) replies.push_back(*std::move(reply));
  return replies;
}

}  // namespace onceonly::fuzz
