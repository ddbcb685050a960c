// Splits and decodes URLs (RFC 3986), without knowing what they mean.
#ifndef ONCEONLY_REDIS_URL_PARTS_H_
#define ONCEONLY_REDIS_URL_PARTS_H_

#include <optional>
#include <string>
#include <string_view>

namespace onceonly::redis {

// What a URL splits into before its parts are decoded and checked (RFC 3986 section 3). Views into
// the URL.
struct UrlParts {
  std::string scheme;  // in lower case
  std::optional<std::string_view> userinfo;
  std::string_view authority;  // without userinfo
  std::string_view path;
  std::optional<std::string_view> query;
};

// None for a text that is no URL, or has a fragment.
std::optional<UrlParts> SplitUrl(std::string_view url);

// None for a broken escape, and for a NUL byte: it would cut a path or a name short where C reads
// it.
std::optional<std::string> PercentDecode(std::string_view text);

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_URL_PARTS_H_
