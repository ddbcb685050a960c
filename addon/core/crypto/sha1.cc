#include "core/crypto/sha1.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/bytes.h"

namespace onceonly::core {

std::string Sha1Hex(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  ERR_set_mark();
  const bool ok = EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha1(), nullptr) == 1;
  ERR_pop_to_mark();
  return ok ? ToHex({digest, length}) : std::string();
}

}  // namespace onceonly::core
