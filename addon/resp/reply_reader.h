// Turns received bytes into replies, within bounds, by the parser of hiredis.
#ifndef ONCEONLY_RESP_REPLY_READER_H_
#define ONCEONLY_RESP_REPLY_READER_H_

#include <hiredis/read.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "base/status.h"
#include "resp/reply.h"
#include "resp/reply_arena.h"

namespace onceonly::resp {

inline constexpr size_t kMaxReplyBytes = size_t{64} << 20;
// The slot map of a cluster has a range for each of 16,384 slots at most.
inline constexpr size_t kMaxArrayElements = 16384;
// Of all arrays of one reply together: nested arrays could otherwise announce so many elements each
// for seven bytes.
inline constexpr size_t kMaxReplyElements = 32 * kMaxArrayElements;

// hiredis 0.14 stops there by itself, 1.x only at the memory's end.
inline constexpr int kMaxReplyDepth = 7;

class ReplyReader {
 public:
  ReplyReader() { Reset(); }
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  void Feed(std::string_view bytes) noexcept;
  // The next complete reply, valid until the next call of any method, or nothing when more bytes
  // are needed. kProtocolError for what is not RESP or beyond the bounds; the reader is of no use
  // afterwards, until Reset().
  Result<std::optional<Reply>> Next() noexcept;
  // Forgets everything fed so far.
  void Reset();

 private:
  // What hiredis calls for every part of a reply.
  struct Make;

  struct ReaderDeleter {
    void operator()(redisReader* reader) const noexcept { redisReaderFree(reader); }
  };

  // The node for what `task` reads, or null if there is no memory.
  ReplyNode* Place(const redisReadTask* task, ReplyType type) noexcept;
  // Elements for an array, or null beyond the bounds.
  ReplyNode* PlaceElements(const redisReadTask* task, size_t count) noexcept;

  redisReplyObjectFunctions functions_{};
  ReplyArena arena_;  // holds the reply that is being read, or was given last
  std::unique_ptr<redisReader, ReaderDeleter> reader_;
  bool is_given_ = false;  // what the arena holds was given to the caller
  size_t fed_ = 0;         // bytes since the last complete reply
  size_t elements_ = 0;    // announced by the arrays of the reply that is being read
};

}  // namespace onceonly::resp

#endif  // ONCEONLY_RESP_REPLY_READER_H_
