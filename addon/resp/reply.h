// A reply of the server, as it was read.
#ifndef ONCEONLY_RESP_REPLY_H_
#define ONCEONLY_RESP_REPLY_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace onceonly::resp {

enum class ReplyType : uint8_t { kString, kStatus, kError, kInteger, kNil, kArray };

// What the reader makes of one reply, or of one element of an array. What is not of its type is
// empty.
struct ReplyNode {
  ReplyType type = ReplyType::kNil;
  int64_t integer = 0;
  std::string_view text;
  const ReplyNode* elements = nullptr;
  size_t size = 0;
};

// A view; valid as long as the reader's reply it points into.
class Reply {
 public:
  explicit Reply(const ReplyNode* node) noexcept : node_(node) {}

  ReplyType type() const noexcept { return node_->type; }
  bool is_error() const noexcept { return type() == ReplyType::kError; }
  // The bytes of a string, status or error; empty for every other type.
  std::string_view text() const noexcept { return node_->text; }
  // The number of an integer reply, or of a string that is a decimal integer; 0 for every other
  // reply.
  int64_t integer() const noexcept;
  size_t size() const noexcept { return node_->size; }  // elements of an array, else 0
  // REQUIRES index < size()
  Reply at(size_t index) const noexcept { return Reply(node_->elements + index); }

 private:
  const ReplyNode* node_;
};

}  // namespace onceonly::resp

#endif  // ONCEONLY_RESP_REPLY_H_
