// Seals texts: each is encrypted under a key of its own, which is made of what the text is bound
// to.
#ifndef ONCEONLY_CORE_CRYPTO_SEAL_H_
#define ONCEONLY_CORE_CRYPTO_SEAL_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/crypto/aes_gcm.h"
#include "core/crypto/sha256.h"

namespace onceonly::core {

// Sealed bytes: a head, the text in AES-256-GCM, and its tag. The head ends in the nonce. The text
// is bound to the head and to a place, which is not in the bytes: both together are authenticated,
// and their HMAC-SHA-256 under the named key is the key of this text.
class SealKey {
 public:
  static constexpr size_t kBytes = 32;
  static constexpr size_t kTagBytes = GcmInput::kTagBytes;
  static constexpr size_t kMinHeadBytes = GcmInput::kNonceBytes;

  // `secret` has kBytes. It is copied, and wiped with this object.
  explicit SealKey(std::string_view secret) noexcept : hmac_(secret) {}

  // Whether OpenSSL has the algorithms.
  bool ok() const noexcept { return gcm_.ok(); }

  // `bytes` are a head of that size, the text, and room for the tag; the text is encrypted in
  // place. False if the sizes do not fit, or with zeros for the text if OpenSSL refuses.
  [[nodiscard]] bool Seal(std::span<uint8_t> bytes, size_t head_size,
                          std::string_view place) noexcept;

  // Decrypts sealed bytes into `text`, which has the size of the text. False, with zeros for the
  // text, unless Seal() has made all of them with this key, for this place.
  [[nodiscard]] bool Open(std::span<const uint8_t> bytes, size_t head_size, std::string_view place,
                          std::span<uint8_t> text) noexcept;

 private:
  Result<Digest> KeyFor(std::string_view head, std::string_view place) noexcept;

  Sha256 hmac_;
  AesGcm gcm_;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_CRYPTO_SEAL_H_
