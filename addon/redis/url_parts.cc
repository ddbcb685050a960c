#include "redis/url_parts.h"

#include <algorithm>

#include "base/ascii.h"

namespace onceonly::redis {
std::optional<std::string> PercentDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    char byte = text[i];
    if (byte == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = HexValue(text[i + 1]);
      const int low = HexValue(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      byte = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (byte == '\0') return std::nullopt;
    decoded.push_back(byte);
  }
  return decoded;
}

std::optional<UrlParts> SplitUrl(std::string_view url) {
  UrlParts parts;
  const size_t colon = url.find("://");
  if (colon == std::string_view::npos || url.find('#') != std::string_view::npos) {
    return std::nullopt;
  }
  parts.scheme = LowerCase(url.substr(0, colon));
  std::string_view rest = url.substr(colon + 3);
  if (const size_t mark = rest.find('?'); mark != std::string_view::npos) {
    parts.query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  const size_t slash = std::min(rest.find('/'), rest.size());
  parts.path = rest.substr(slash);
  parts.authority = rest.substr(0, slash);
  // The last '@' ends the user info, as in the URL standard of browsers: a password may hold one
  // that is not encoded.
  if (const size_t at = parts.authority.rfind('@'); at != std::string_view::npos) {
    parts.userinfo = parts.authority.substr(0, at);
    parts.authority.remove_prefix(at + 1);
  }
  return parts;
}

}  // namespace onceonly::redis
