#include "redis/reply_reader.h"

#include <utility>

namespace onceonly::redis {

namespace {

int DepthOf(const redisReadTask* task) noexcept {
  int depth = 1;
  for (task = task->parent; task != nullptr; task = task->parent) ++depth;
  return depth;
}

}  // namespace

static_assert((HIREDIS_MAJOR == 0 && HIREDIS_MINOR == 14) || HIREDIS_MAJOR == 1,
              "the reader of hiredis is known in 0.14 and 1.x only");

ReplyReader::ReplyReader() { Reset(); }

void ReplyReader::Reset() {
  reader_.reset(redisReaderCreate());
  functions_ = *reader_->fn;
  create_array_ = std::exchange(functions_.createArray, &CreateBoundedArray);
  reader_->fn = &functions_;
  reader_->privdata = this;
  fed_ = 0;
  elements_ = 0;
}

template <typename Count>
void* ReplyReader::CreateBoundedArray(const redisReadTask* task, Count count) noexcept {
  auto* self = static_cast<ReplyReader*>(task->privdata);
  const auto elements = static_cast<size_t>(count);
  if (elements > kMaxArrayElements || DepthOf(task) > kMaxReplyDepth) return nullptr;
  self->elements_ += elements;
  if (self->elements_ > kMaxReplyElements) return nullptr;
  return self->create_array_(task, count);
}

void ReplyReader::Feed(std::string_view bytes) noexcept {
  fed_ += bytes.size();
  redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

Result<OwnedReply> ReplyReader::Next() noexcept {
  void* reply = nullptr;
  if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) return StatusCode::kProtocolError;
  if (reply == nullptr) {
    if (fed_ > kMaxReplyBytes) return StatusCode::kProtocolError;
    return OwnedReply();
  }
  fed_ = reader_->len - reader_->pos;
  elements_ = 0;
  return OwnedReply(static_cast<redisReply*>(reply));
}

}  // namespace onceonly::redis
