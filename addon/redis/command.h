// Writes RESP commands into one buffer, ready to send.
#ifndef ONCEONLY_REDIS_COMMAND_H_
#define ONCEONLY_REDIS_COMMAND_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace onceonly::redis {

// Begin(n) is followed by exactly n arguments. Arguments are opaque bytes.
class CommandWriter {
 public:
  void Begin(size_t arguments);
  void Arg(std::string_view bytes);
  void Arg(int64_t number);  // as decimal text

  // Bytes that are already RESP (a preformatted head).
  void Raw(std::string_view resp) { out_.append(resp); }

  size_t size() const noexcept { return out_.size(); }
  // Gives the bytes away and starts anew.
  std::string Take();

 private:
  std::string out_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_COMMAND_H_
