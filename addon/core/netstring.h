// Texts behind their length, so that no text can run into the next one.
#ifndef ONCEONLY_CORE_NETSTRING_H_
#define ONCEONLY_CORE_NETSTRING_H_

#include <string>
#include <string_view>

namespace onceonly::core {

// The length in decimal and a colon. It goes before the bytes of a text.
inline std::string NetstringHead(size_t size) { return std::to_string(size) + ':'; }

inline void AppendNetstring(std::string_view text, std::string& to) {
  to.append(NetstringHead(text.size())).append(text);
}

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_NETSTRING_H_
