// Redis URLs against the reference, and an address written as a URL against itself.
#include <cctype>
#include <string>

#include "redis/address.h"
#include "require.h"
#include "url_reference.h"

namespace onceonly::fuzz {
namespace {

using redis::Address;

// Cuts a password at its '@', for an IPv6 address only.
[[maybe_unused]] void PlantBug(Address& address) {
  if (address.endpoint.host.find(':') == std::string::npos) return;
  const size_t at = address.login.password.find('@');
  if (at != std::string::npos && at > 0) address.login.password.resize(at);
}

Result<Address> Parse(std::string_view url) {
  Result<Address> address = redis::ParseRedisUrl(url);
  if constexpr (kBugIsPlanted) {
    if (address.ok()) PlantBug(address.value());
  }
  return address;
}

std::string Encode(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (std::isalnum(byte) != 0) {
      encoded += c;
    } else {
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

std::string FormatUrl(const Address& address) {
  const std::string db = std::to_string(address.login.db);
  const std::string login =
      Encode(address.login.username) + ":" + Encode(address.login.password) + "@";
  if (!address.endpoint.path.empty())
    return "unix://" + login + "/" + Encode(address.endpoint.path.substr(1)) + "?db=" + db;
  const bool is_ipv6 = address.endpoint.host.find(':') != std::string::npos;
  const std::string host =
      is_ipv6 ? "[" + Encode(address.endpoint.host) + "]" : Encode(address.endpoint.host);
  return (address.endpoint.tls ? "REDISS://" : "redis://") + login + host + ":" +
         std::to_string(address.endpoint.port) + "/" + db;
}

// All that an address consists of, no two addresses alike.
std::string Describe(const Address& address) {
  return FormatUrl(address) +
         (address.endpoint.path.empty() ? "" : " " + Encode(address.endpoint.host)) +
         (address.endpoint.tls ? " tls" : "");
}

void CheckUrl(std::string_view url) {
  const Result<Address> address = Parse(url);
  const auto expected = AddressByReference(std::string(url));
  Require(address.ok() == expected.has_value(), "the reference accepts the same URLs");
  if (!address.ok()) {
    Require(address.status().code() == StatusCode::kInvalidUrl, "the only error is the URL");
    return;
  }
  RequireEqual(Describe(address.value()), Describe(*expected), "the reference reads the same");
  const Result<Address> again = redis::ParseRedisUrl(FormatUrl(address.value()));
  Require(again.ok(), "an address can be written as a URL");
  RequireEqual(Describe(again.value()), Describe(address.value()), "it reads back as itself");
}

}  // namespace
}  // namespace onceonly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onceonly::fuzz::CheckUrl({reinterpret_cast<const char*>(data), size});
  return 0;
}
