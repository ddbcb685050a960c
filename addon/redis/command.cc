#include "redis/command.h"

#include <charconv>
#include <utility>

namespace onceonly::redis {
namespace {

// 20 digits and a sign are the longest 64-bit number.
struct DecimalText {
  char bytes[24];
  size_t size = 0;

  template <typename Number>
  explicit DecimalText(Number number) noexcept {
    size = static_cast<size_t>(std::to_chars(bytes, bytes + sizeof bytes, number).ptr - bytes);
  }
  std::string_view view() const noexcept { return {bytes, size}; }
};

void AppendHeader(char mark, size_t number, std::string& out) {
  out.push_back(mark);
  out.append(DecimalText(number).view());
  out.append("\r\n");
}

}  // namespace

void CommandWriter::Begin(size_t arguments) { AppendHeader('*', arguments, out_); }

void CommandWriter::Arg(std::string_view bytes) {
  AppendHeader('$', bytes.size(), out_);
  out_.append(bytes);
  out_.append("\r\n");
}

void CommandWriter::Arg(int64_t number) { Arg(DecimalText(number).view()); }

std::string CommandWriter::Take() { return std::exchange(out_, std::string()); }

}  // namespace onceonly::redis
