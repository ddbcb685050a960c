#include "url_reference.h"

#include <arpa/inet.h>
#include <strings.h>

#include <cctype>
#include <cstdint>

namespace onceonly::fuzz {
namespace {

using redis::Address;
using Text = std::optional<std::string>;

Text Decode(const std::string& text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const std::string digits = text.substr(i + 1, 2);
      if (digits.size() < 2 || !std::isxdigit(static_cast<uint8_t>(digits[0])) ||
          !std::isxdigit(static_cast<uint8_t>(digits[1]))) {
        return std::nullopt;
      }
      decoded += static_cast<char>(std::stoi(digits, nullptr, 16));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded.find('\0') == std::string::npos ? Text(decoded) : std::nullopt;
}

std::optional<int64_t> Number(const std::string& text, int64_t largest) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  int64_t number = 0;
  for (const char digit : text) {
    number = number * 10 + (digit - '0');
    if (number > largest) return std::nullopt;
  }
  return number;
}

// An address may name its zone behind a percent sign (RFC 6874); which zones there are is the
// machine's business.
bool IsIpv6(const std::string& host) {
  in6_addr unused{};
  return inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), &unused) == 1;
}

bool IsHostName(const std::string& host) {
  for (const char c : host) {
    const bool is_alphanumeric = static_cast<uint8_t>(c) < 0x80 && std::isalnum(c) != 0;
    if (!is_alphanumeric && c != '.' && c != '_' && c != '-') return false;
  }
  return !host.empty() && host.size() <= 253;
}

// Takes the text behind the last `mark` off the end of `text`, and the mark; none if there is none.
Text TakeBehindLast(char mark, std::string& text) {
  const size_t at = text.rfind(mark);
  if (at == std::string::npos) return std::nullopt;
  const std::string behind = text.substr(at + 1);
  text.resize(at);
  return behind;
}

bool ReadHostAndPort(std::string authority, Address& address) {
  const size_t bracket = authority.rfind(']');
  const size_t colon = authority.rfind(':');
  const bool has_port =
      colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  const Text port_text = has_port ? TakeBehindLast(':', authority) : "6379";
  const auto port = Number(*port_text, 65535);
  const bool is_ipv6 = authority.starts_with('[') && authority.find(']') == authority.size() - 1;
  const Text host = Decode(is_ipv6 ? authority.substr(1, authority.size() - 2) : authority);
  if (!port || *port == 0 || !host) return false;
  if (!(is_ipv6 ? IsIpv6(*host) : IsHostName(*host))) return false;
  address.endpoint.host = *host;
  address.endpoint.port = static_cast<uint16_t>(*port);
  return true;
}

bool ReadLogin(const std::string& userinfo, Address& address) {
  const size_t colon = userinfo.find(':');
  if (colon == std::string::npos) return false;
  const Text username = Decode(userinfo.substr(0, colon));
  const Text password = Decode(userinfo.substr(colon + 1));
  if (!username || !password || (password->empty() && !username->empty())) return false;
  address.login.username = *username;
  address.login.password = *password;
  return true;
}

bool ReadDb(const std::string& text, Address& address) {
  const auto db = Number(text, INT32_MAX);
  if (db) address.login.db = static_cast<int32_t>(*db);
  return db.has_value();
}

bool ReadTcp(const std::string& authority, const Text& path, const Text& query, Address& address) {
  if (query || !ReadHostAndPort(authority, address)) return false;
  return !path || path->empty() || ReadDb(*path, address);
}

bool ReadUnix(const std::string& authority, const Text& path, const Text& query, Address& address) {
  const Text decoded = Decode(path.value_or(""));
  if (!authority.empty() || !decoded || decoded->empty()) return false;
  address.endpoint.path = "/" + *decoded;
  return !query || (query->starts_with("db=") && ReadDb(query->substr(3), address));
}

// What stands behind the scheme and "://", or none for another scheme than these.
Text BehindScheme(const std::string& url, const std::string& scheme) {
  const std::string begin = scheme + "://";
  const bool is_it = strncasecmp(url.c_str(), begin.c_str(), begin.size()) == 0;
  return is_it ? Text(url.substr(begin.size())) : std::nullopt;
}

// The text behind the first `mark`, which is cut off `text`.
Text CutAtFirst(char mark, std::string& text) {
  const size_t at = text.find(mark);
  if (at == std::string::npos) return std::nullopt;
  const std::string behind = text.substr(at + 1);
  text.resize(at);
  return behind;
}

}  // namespace

std::optional<Address> AddressByReference(const std::string& url) {
  Address address;
  const Text by_tls = BehindScheme(url, "rediss");
  const Text by_socket = BehindScheme(url, "unix");
  const Text by_tcp = by_tls ? by_tls : BehindScheme(url, "redis");
  if ((!by_tcp && !by_socket) || url.find('#') != std::string::npos) return std::nullopt;
  address.endpoint.tls = by_tls.has_value();
  std::string login = by_socket ? *by_socket : *by_tcp;
  const Text query = CutAtFirst('?', login);
  const Text path = CutAtFirst('/', login);
  const Text authority = TakeBehindLast('@', login);
  if (authority && !ReadLogin(login, address)) return std::nullopt;
  const auto read = by_socket ? ReadUnix : ReadTcp;
  const bool is_read = read(authority.value_or(login), path, query, address);
  return is_read ? std::optional(address) : std::nullopt;
}

}  // namespace onceonly::fuzz
