#include "resp/reply_reader.h"

#include <hiredis/hiredis.h>

#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace onceonly::resp {
namespace {

int DepthOf(const redisReadTask* task) noexcept {
  int depth = 1;
  for (task = task->parent; task != nullptr; task = task->parent) ++depth;
  return depth;
}

// RESP3 types come only to a client that sent HELLO 3, which this one does not.
ReplyType TypeOf(const redisReadTask* task) noexcept {
  switch (task->type) {
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
      return ReplyType::kNil;
  }
}

}  // namespace

static_assert((HIREDIS_MAJOR == 0 && HIREDIS_MINOR == 14) || HIREDIS_MAJOR == 1,
              "the reader of hiredis is known in 0.14 and 1.x only");

// Null makes the reader of hiredis give up.
struct ReplyReader::Make {
  static ReplyReader* Self(const redisReadTask* task) noexcept {
    return static_cast<ReplyReader*>(task->privdata);
  }

  // The bytes are copied, since hiredis moves its buffer while a reply comes in pieces.
  static void* String(const redisReadTask* task, char* bytes, size_t size) noexcept {
    ReplyNode* const node = Self(task)->Place(task, TypeOf(task));
    auto* const text = static_cast<char*>(Self(task)->arena_.Allocate(size));
    if (node == nullptr || text == nullptr) return nullptr;
    std::memcpy(text, bytes, size);
    if (node->type != ReplyType::kNil) node->text = {text, size};
    return node;
  }

  // The count is an int in 0.14.
  template <typename Count>
  static void* Array(const redisReadTask* task, Count count) noexcept {
    const auto size = static_cast<size_t>(count);
    ReplyNode* const elements = Self(task)->PlaceElements(task, size);
    ReplyNode* const node = Self(task)->Place(task, TypeOf(task));
    if (node == nullptr || elements == nullptr) return nullptr;
    node->elements = elements;
    if (node->type == ReplyType::kArray) node->size = size;
    return node;
  }

  static void* Integer(const redisReadTask* task, long long number) noexcept {
    ReplyNode* const node = Self(task)->Place(task, ReplyType::kInteger);
    if (node != nullptr) node->integer = number;
    return node;
  }

  static void* Nil(const redisReadTask* task) noexcept {
    return Self(task)->Place(task, ReplyType::kNil);
  }

#if HIREDIS_MAJOR >= 1
  static void* Double(const redisReadTask* task, double, char*, size_t) noexcept {
    return Nil(task);
  }
  static void* Bool(const redisReadTask* task, int) noexcept { return Nil(task); }
#endif

  // The arena lets go of all parts together.
  static void Free(void*) noexcept {}

  static redisReplyObjectFunctions Functions() noexcept {
    redisReplyObjectFunctions functions{};
    functions.createString = &String;
    functions.createArray = &Array;
    functions.createInteger = &Integer;
    functions.createNil = &Nil;
#if HIREDIS_MAJOR >= 1
    functions.createDouble = &Double;
    functions.createBool = &Bool;
#endif
    functions.freeObject = &Free;
    return functions;
  }
};

void ReplyReader::Reset() {
  functions_ = Make::Functions();
  reader_.reset(redisReaderCreateWithFunctions(&functions_));
  reader_->privdata = this;
  arena_.Reset();
  is_given_ = false;
  fed_ = 0;
  elements_ = 0;
}

ReplyNode* ReplyReader::Place(const redisReadTask* task, ReplyType type) noexcept {
  void* memory = nullptr;
  if (task->parent == nullptr) {
    memory = arena_.Allocate(sizeof(ReplyNode));
  } else {
    // What hiredis keeps as the parent's object is the node that Array() gave it.
    const auto* parent = static_cast<const ReplyNode*>(task->parent->obj);
    memory = const_cast<ReplyNode*>(parent->elements + task->idx);
  }
  return memory == nullptr ? nullptr : new (memory) ReplyNode{type, 0, {}, nullptr, 0};
}

ReplyNode* ReplyReader::PlaceElements(const redisReadTask* task, size_t count) noexcept {
  if (count > kMaxArrayElements || DepthOf(task) > kMaxReplyDepth) return nullptr;
  elements_ += count;
  if (elements_ > kMaxReplyElements) return nullptr;
  auto* const elements = static_cast<ReplyNode*>(arena_.Allocate(count * sizeof(ReplyNode)));
  if (elements != nullptr) std::uninitialized_default_construct_n(elements, count);
  return elements;
}

void ReplyReader::Feed(std::string_view bytes) noexcept {
  fed_ += bytes.size();
  redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

Result<std::optional<Reply>> ReplyReader::Next() noexcept {
  if (std::exchange(is_given_, false)) arena_.Reset();
  void* reply = nullptr;
  if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) return StatusCode::kProtocolError;
  if (reply == nullptr) {
    if (fed_ > kMaxReplyBytes) return StatusCode::kProtocolError;
    return std::optional<Reply>();
  }
  fed_ = reader_->len - reader_->pos;
  elements_ = 0;
  is_given_ = true;
  return std::optional<Reply>(Reply(static_cast<const ReplyNode*>(reply)));
}

}  // namespace onceonly::resp
