// Writes RESP commands into one buffer, ready to send.
#ifndef ONCEONLY_RESP_COMMAND_H_
#define ONCEONLY_RESP_COMMAND_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace onceonly::resp {

// Begin(n) is followed by exactly n arguments. Arguments are opaque bytes.
class CommandWriter {
 public:
  void Begin(size_t arguments);
  void Arg(std::string_view bytes);
  void Arg(int64_t number);  // as decimal text
  // One argument of three pieces, so that nobody has to join them first.
  void Arg(std::string_view head, std::string_view middle, std::string_view tail);

  // Bytes that are already RESP (a preformatted head).
  void Raw(std::string_view resp);

  size_t size() const noexcept { return size_; }
  // Valid until anything is appended or cleared.
  std::string_view view() const noexcept { return {bytes_.get(), size_}; }
  // Starts anew, in the same memory unless that has grown large.
  void Clear() noexcept;
  // A copy of all bytes; starts anew.
  std::string Take();

 private:
  // Where the next `size` bytes go, which End() then counts.
  char* Room(size_t size);
  void End(const char* end) noexcept { size_ = static_cast<size_t>(end - bytes_.get()); }
  void Grow(size_t size);

  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace onceonly::resp

#endif  // ONCEONLY_RESP_COMMAND_H_
