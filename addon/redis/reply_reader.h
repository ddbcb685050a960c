// Turns received bytes into replies, within bounds, by the parser of hiredis.
#ifndef ONCEONLY_REDIS_REPLY_READER_H_
#define ONCEONLY_REDIS_REPLY_READER_H_

#include <hiredis/hiredis.h>

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/status.h"
#include "redis/reply.h"

namespace onceonly::redis {

inline constexpr size_t kMaxReplyBytes = size_t{64} << 20;
inline constexpr size_t kMaxArrayElements = 1024;
// Of all arrays of one reply together: nested arrays could otherwise announce 1,024 elements each
// for seven bytes.
inline constexpr size_t kMaxReplyElements = 16 * kMaxArrayElements;

// hiredis 0.14 stops there by itself, 1.x only at the memory's end, and frees replies by recursion.
inline constexpr int kMaxReplyDepth = 7;

struct ReplyDeleter {
  void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};
using OwnedReply = std::unique_ptr<redisReply, ReplyDeleter>;

class ReplyReader {
 public:
  ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  void Feed(std::string_view bytes) noexcept;
  // The next complete reply, or null when more bytes are needed. kProtocolError for what is not
  // RESP or beyond the bounds; the reader is of no use afterwards, until Reset().
  Result<OwnedReply> Next() noexcept;
  // Forgets everything fed so far.
  void Reset();

 private:
  struct ReaderDeleter {
    void operator()(redisReader* reader) const noexcept { redisReaderFree(reader); }
  };
  using CreateArray = decltype(redisReplyObjectFunctions::createArray);

  // Refuses an array before hiredis allocates it: 0.14 allocates by the announced count.
  template <typename Count>
  static void* CreateBoundedArray(const redisReadTask* task, Count count) noexcept;

  redisReplyObjectFunctions functions_{};
  CreateArray create_array_ = nullptr;
  std::unique_ptr<redisReader, ReaderDeleter> reader_;
  size_t fed_ = 0;       // bytes since the last complete reply
  size_t elements_ = 0;  // announced by the arrays of the reply that is being read
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_REPLY_READER_H_
