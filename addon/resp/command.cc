#include "resp/command.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace onceonly::resp {
namespace {

// 20 digits and a sign are the longest 64-bit number.
constexpr size_t kLongestNumber = 21;
constexpr size_t kLineEnd = 2;
// A mark, a length and the ends of its line and of the argument.
constexpr size_t kFrame = 1 + kLongestNumber + 2 * kLineEnd;
constexpr size_t kFirstCapacity = 1024;
constexpr size_t kMaxKeptCapacity = size_t{256} << 10;

char* Append(std::string_view bytes, char* at) noexcept {
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
  return at + bytes.size();
}

char* AppendLineEnd(char* at) noexcept {
  at[0] = '\r';
  at[1] = '\n';
  return at + kLineEnd;
}

char* AppendHeader(char mark, size_t number, char* at) noexcept {
  *at++ = mark;
  return AppendLineEnd(std::to_chars(at, at + kLongestNumber, number).ptr);
}

}  // namespace

void CommandWriter::Begin(size_t arguments) { End(AppendHeader('*', arguments, Room(kFrame))); }

void CommandWriter::Arg(std::string_view bytes) {
  char* const at = AppendHeader('$', bytes.size(), Room(kFrame + bytes.size()));
  End(AppendLineEnd(Append(bytes, at)));
}

void CommandWriter::Arg(std::string_view head, std::string_view middle, std::string_view tail) {
  const size_t size = head.size() + middle.size() + tail.size();
  char* const at = AppendHeader('$', size, Room(kFrame + size));
  End(AppendLineEnd(Append(tail, Append(middle, Append(head, at)))));
}

void CommandWriter::Arg(int64_t number) {
  char digits[kLongestNumber];
  const char* const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  Arg(std::string_view(digits, static_cast<size_t>(end - digits)));
}

void CommandWriter::Raw(std::string_view resp) { End(Append(resp, Room(resp.size()))); }

void CommandWriter::Clear() noexcept {
  size_ = 0;
  if (capacity_ <= kMaxKeptCapacity) return;
  bytes_.reset();
  capacity_ = 0;
}

std::string CommandWriter::Take() {
  std::string taken(view());
  Clear();
  return taken;
}

char* CommandWriter::Room(size_t size) {
  if (capacity_ - size_ < size) Grow(size);
  return bytes_.get() + size_;
}

void CommandWriter::Grow(size_t size) {
  const size_t capacity = std::max({2 * capacity_, size_ + size, kFirstCapacity});
  auto grown = std::make_unique_for_overwrite<char[]>(capacity);
  Append(view(), grown.get());
  bytes_ = std::move(grown);
  capacity_ = capacity;
}

}  // namespace onceonly::resp
