// Text forms of bytes: lower-case hex and base64url without padding (RFC 4648 sections 8 and 5).
#ifndef ONCEONLY_BASE_BYTES_H_
#define ONCEONLY_BASE_BYTES_H_

#include <cstdint>
#include <span>
#include <string>

namespace onceonly {

std::string ToHex(std::span<const uint8_t> bytes);
std::string ToBase64Url(std::span<const uint8_t> bytes);

}  // namespace onceonly

#endif  // ONCEONLY_BASE_BYTES_H_
