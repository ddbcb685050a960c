#include "redis/reply.h"

#include <hiredis/hiredis.h>

#include <charconv>

namespace onceonly::redis {

ReplyType Reply::type() const noexcept {
  switch (reply_->type) {
    case REDIS_REPLY_STRING:
      return ReplyType::kString;
    case REDIS_REPLY_STATUS:
      return ReplyType::kStatus;
    case REDIS_REPLY_ERROR:
      return ReplyType::kError;
    case REDIS_REPLY_INTEGER:
      return ReplyType::kInteger;
    case REDIS_REPLY_ARRAY:
      return ReplyType::kArray;
    default:
      return ReplyType::kNil;  // RESP3 types come only to a client that sent HELLO 3, which this
                               // one does not.
  }
}

std::string_view Reply::text() const noexcept {
  const ReplyType kind = type();
  const bool has_text =
      kind == ReplyType::kString || kind == ReplyType::kStatus || kind == ReplyType::kError;
  return has_text ? std::string_view(reply_->str, reply_->len) : std::string_view();
}

int64_t Reply::integer() const noexcept {
  if (type() == ReplyType::kInteger) return reply_->integer;
  if (type() != ReplyType::kString) return 0;
  const std::string_view digits = text();
  int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole ? number : 0;
}

size_t Reply::size() const noexcept { return type() == ReplyType::kArray ? reply_->elements : 0; }

Reply Reply::at(size_t index) const noexcept { return Reply(reply_->element[index]); }

}  // namespace onceonly::redis
