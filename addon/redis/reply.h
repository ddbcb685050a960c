// A reply of the server, as hiredis read it.
#ifndef ONCEONLY_REDIS_REPLY_H_
#define ONCEONLY_REDIS_REPLY_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "base/status.h"

struct redisReply;

namespace onceonly::redis {

enum class ReplyType : uint8_t { kString, kStatus, kError, kInteger, kNil, kArray };

// A view; valid as long as the reader's reply it points into.
class Reply {
 public:
  explicit Reply(const redisReply* reply) noexcept : reply_(reply) {}

  ReplyType type() const noexcept;
  bool is_error() const noexcept { return type() == ReplyType::kError; }
  // The bytes of a string, status or error; empty for every other type.
  std::string_view text() const noexcept;
  // The number of an integer reply, or of a string that is a decimal integer; 0 for every other
  // reply.
  int64_t integer() const noexcept;
  size_t size() const noexcept;           // elements of an array, else 0
  Reply at(size_t index) const noexcept;  // REQUIRES index < size()

 private:
  const redisReply* reply_;
};

// The one place where a server's error text becomes a code: "NOSCRIPT ..." -> kNoScript, "OOM ..."
// -> kOutOfMemory, LOADING, READONLY, MASTERDOWN, MISCONF, NOREPLICAS, BUSY, NOAUTH and WRONGPASS,
// NOPERM, WRONGTYPE, MOVED, ASK, CROSSSLOT, CLUSTERDOWN. An error inside a script comes as "ERR
// Error running script ... <the real one>" on Redis 6.2 and is looked through. Everything else is
// kServerError.
StatusCode ServerErrorCode(std::string_view error) noexcept;

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_REPLY_H_
