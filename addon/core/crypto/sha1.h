// SHA-1, the name that Redis gives to a script's text; not a matter of security.
#ifndef ONCEONLY_CORE_CRYPTO_SHA1_H_
#define ONCEONLY_CORE_CRYPTO_SHA1_H_

#include <string>
#include <string_view>

namespace onceonly::core {

// Lower-case hex; empty where OpenSSL refuses SHA-1. The error queue, which the application
// shares, is left as it was.
std::string Sha1Hex(std::string_view text);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_CRYPTO_SHA1_H_
