// The two ends of the canonicaliser: the input still to read and the output written so far.
#ifndef ONCEONLY_CORE_JSON_BUFFERS_H_
#define ONCEONLY_CORE_JSON_BUFFERS_H_

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "base/status.h"
#include "core/number_text.h"

namespace onceonly::core {

struct JsonInput {
  explicit JsonInput(std::string_view json) noexcept
      : begin(json.data()), next(begin), end(begin + json.size()) {}

  bool AtEnd() const noexcept { return next == end; }
  bool StartsWith(char byte) const noexcept { return next != end && *next == byte; }
  size_t left() const noexcept { return static_cast<size_t>(end - next); }

  Status Fail(StatusCode code, const char* at) const noexcept {
    return {code, static_cast<size_t>(at - begin)};
  }
  Status Fail(StatusCode code) const noexcept { return Fail(code, next); }

  const char* begin;
  const char* next;
  const char* end;
};

// Only numbers can be longer in canonical form than they were in the input. So there is always room
// for as many bytes as the input has left, and nothing but a number asks for more.
class JsonOutput {
 public:
  explicit JsonOutput(size_t input_size)
      : text_(input_size + kSlack, '\0'), begin_(text_.data()), end_(begin_) {}
  JsonOutput(const JsonOutput&) = delete;
  JsonOutput& operator=(const JsonOutput&) = delete;

  size_t size() const noexcept { return static_cast<size_t>(end_ - begin_); }
  char* end() noexcept { return end_; }
  void SetEnd(char* end) noexcept { end_ = end; }
  std::string_view Slice(size_t begin, size_t size) const noexcept {
    return {begin_ + begin, size};
  }

  void Push(char byte) noexcept { *end_++ = byte; }
  void Append(std::string_view bytes) noexcept {
    std::memcpy(end_, bytes.data(), bytes.size());
    end_ += bytes.size();
  }
  // Puts `bytes`, which must not be longer, in place of everything from `begin` on.
  void Replace(size_t begin, std::string_view bytes) noexcept {
    end_ = begin_ + begin;
    Append(bytes);
  }

  // Makes room for kSlack bytes and the rest of the input. Invalidates end() and slices.
  void EnsureRoom(size_t input_left) {
    const size_t used = size();
    const size_t wanted = used + input_left + kSlack;
    if (text_.size() >= wanted) return;
    text_.resize(wanted + wanted / 2);
    begin_ = text_.data();
    end_ = begin_ + used;
  }

  std::string Take() && {
    text_.resize(size());
    return std::move(text_);
  }

 private:
  static constexpr size_t kSlack = 2 * kMaxNumberText;

  std::string text_;
  char* begin_;
  char* end_;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_BUFFERS_H_
