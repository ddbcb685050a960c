#include "resp/reply.h"

#include <charconv>

namespace onceonly::resp {

int64_t Reply::integer() const noexcept {
  if (type() != ReplyType::kString) return node_->integer;
  const std::string_view digits = text();
  int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole ? number : 0;
}

}  // namespace onceonly::resp
