// The memory that the canonicaliser works in: the input still to read, and the output written so
// far.
#ifndef ONCEONLY_CORE_JSON_BUFFERS_H_
#define ONCEONLY_CORE_JSON_BUFFERS_H_

#include <cstddef>
#include <cstring>
#include <string_view>

#include "base/status.h"
#include "core/json/number_text.h"
#include "core/json/scratch_array.h"

namespace onceonly::core {

// Where to read and write next. Passed by value, so that both stay in registers.
struct JsonCursors {
  const char* from;
  char* to;
};

struct JsonInput {
  bool AtEnd() const noexcept { return next == end; }
  bool StartsWith(char byte) const noexcept { return next != end && *next == byte; }
  size_t left() const noexcept { return static_cast<size_t>(end - next); }

  Status Fail(StatusCode code, const char* at) const noexcept {
    return {code, size - static_cast<size_t>(end - at)};
  }
  Status Fail(StatusCode code) const noexcept { return Fail(code, next); }

  const char* next;
  const char* end;
  size_t size;  // of the whole input
};

class JsonOutput {
 public:
  explicit JsonOutput(char* end) noexcept : end_(end) {}

  char* end() noexcept { return end_; }
  void SetEnd(char* end) noexcept { end_ = end; }
  void Push(char byte) noexcept { *end_++ = byte; }
  // The bytes may be input of the same block.
  void Append(std::string_view bytes) noexcept {
    std::memmove(end_, bytes.data(), bytes.size());
    end_ += bytes.size();
  }

 private:
  char* end_;
};

// One block for both: the output grows from its begin towards the input, which lies at its end and
// is followed by zeros, so that whole words can be read and written, and no scan needs to look for
// the end of the text. Only numbers can be longer in canonical form than they were in the input.
class JsonBlock {
 public:
  // Bytes behind the input that a scan may read.
  static constexpr size_t kPadding = 16;
  // The gap between output and input before every token.
  static constexpr size_t kGap = 2 * kMaxNumberText;

  JsonBlock() = default;
  JsonBlock(const JsonBlock&) = delete;
  JsonBlock& operator=(const JsonBlock&) = delete;

  // Takes another input in, where the one before was.
  JsonCursors Start(std::string_view json) {
    input_size_ = json.size();
    Allocate(2 * kGap + json.size() / 16, json);
    return {end_ - input_size_, begin()};
  }

  size_t bytes() const noexcept { return memory_.bytes(); }
  char* begin() const noexcept { return memory_.data(); }
  const char* end() const noexcept { return end_; }
  size_t OffsetOf(const char* at) const noexcept {
    return input_size_ - static_cast<size_t>(end_ - at);
  }
  JsonInput InputAt(const char* next) const noexcept { return {next, end_, input_size_}; }

  // Makes the gap as wide as it must be, by moving all if need be.
  JsonCursors EnsureGap(JsonCursors at) {
    if (static_cast<size_t>(at.from - at.to) >= kGap) return at;
    return Regrow(at);
  }

 private:
  void Allocate(size_t room, std::string_view input) {
    char* const place = memory_.Room(room + input.size() + kPadding) + room;
    if (!input.empty()) std::memcpy(place, input.data(), input.size());
    end_ = place + input.size();
    std::memset(place + input.size(), 0, kPadding);
  }

  JsonCursors Regrow(JsonCursors at) {
    const size_t used = static_cast<size_t>(at.to - begin());
    const std::string_view left(at.from, static_cast<size_t>(end_ - at.from));
    ScratchArray<char> old;
    old.Swap(memory_);
    Allocate(used + (used + left.size()) / 2 + 2 * kGap, left);
    std::memcpy(begin(), old.data(), used);
    return {end_ - left.size(), begin() + used};
  }

  size_t input_size_ = 0;
  ScratchArray<char> memory_;
  const char* end_ = nullptr;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_BUFFERS_H_
