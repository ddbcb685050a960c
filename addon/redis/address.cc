#include "redis/address.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "redis/url_parts.h"

namespace onceonly::redis {
namespace {

template <typename Number>
std::optional<Number> ParseDecimal(std::string_view text) noexcept {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// `secret@host` means the password to some tools and the user name to others, and a user without a
// password would silently log in as nobody: both are refused.
std::optional<Login> ParseUserInfo(std::string_view userinfo) {
  const size_t colon = userinfo.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto username = PercentDecode(userinfo.substr(0, colon));
  const auto password = PercentDecode(userinfo.substr(colon + 1));
  if (!username || !password) return std::nullopt;
  if (password->empty() && !username->empty()) return std::nullopt;
  return Login{*username, *password, 0};
}

std::optional<std::string> ParseHostName(std::string_view text) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  const auto host = PercentDecode(text);
  if (!host || host->empty() || host->size() > 253) return std::nullopt;
  if (host->find_first_not_of(kLetters) != std::string::npos) return std::nullopt;
  return host;
}

std::optional<std::string> ParseIpv6(std::string_view text) {
  const auto host = PercentDecode(text);
  if (!host || !net::IsIpv6(*host)) return std::nullopt;
  return host;
}

// Where the host ends and ":port" or nothing begins.
size_t EndOfHost(std::string_view authority) noexcept {
  const char last = authority.starts_with('[') ? ']' : ':';
  const size_t end = std::min(authority.find(last), authority.size());
  return last == ']' && end < authority.size() ? end + 1 : end;
}

std::optional<uint16_t> ParsePort(std::string_view text) noexcept {
  if (text.empty()) return kDefaultEndpoint.port;
  if (text.front() != ':') return std::nullopt;
  const auto port = ParseDecimal<uint16_t>(text.substr(1));
  return port && *port != 0 ? port : std::nullopt;
}

std::optional<Address> ParseTcp(const UrlParts& parts) {
  const size_t end = EndOfHost(parts.authority);
  const std::string_view host_text = parts.authority.substr(0, end);
  const bool in_brackets = host_text.starts_with('[') && host_text.ends_with(']');
  const auto host =
      in_brackets ? ParseIpv6(host_text.substr(1, host_text.size() - 2)) : ParseHostName(host_text);
  const auto port = ParsePort(parts.authority.substr(end));
  const auto db = parts.path.size() > 1 ? ParseDecimal<int32_t>(parts.path.substr(1)) : 0;
  if (!host || !port || !db || parts.query) return std::nullopt;
  Address address;
  address.endpoint.host = *host;
  address.endpoint.port = *port;
  address.login.db = *db;
  address.endpoint.tls = parts.scheme == "rediss";
  return address;
}

std::optional<Address> ParseUnix(const UrlParts& parts) {
  const auto path = PercentDecode(parts.path);
  const std::string_view query = parts.query.value_or("db=0");
  if (!parts.authority.empty() || !path || path->size() < 2) return std::nullopt;
  const auto db = query.starts_with("db=") ? ParseDecimal<int32_t>(query.substr(3)) : std::nullopt;
  if (!db) return std::nullopt;
  Address address;
  address.endpoint.path = *path;
  address.login.db = *db;
  return address;
}

std::optional<Address> ParseParts(const UrlParts& parts) {
  if (parts.scheme == "redis" || parts.scheme == "rediss") return ParseTcp(parts);
  if (parts.scheme == "unix") return ParseUnix(parts);
  return std::nullopt;
}

}  // namespace

Result<Address> ParseRedisUrl(std::string_view url) {
  const auto parts = SplitUrl(url);
  if (!parts) return StatusCode::kInvalidUrl;
  auto address = ParseParts(*parts);
  const auto login = ParseUserInfo(parts->userinfo.value_or(":"));
  if (!address || !login) return StatusCode::kInvalidUrl;
  address->login.username = login->username;
  address->login.password = login->password;
  return *std::move(address);
}

}  // namespace onceonly::redis
