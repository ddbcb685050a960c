// AES-256-GCM through OpenSSL. The error queue, which the application shares, is left as it was.
#ifndef ONCEONLY_CORE_CRYPTO_AES_GCM_H_
#define ONCEONLY_CORE_CRYPTO_AES_GCM_H_

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/crypto/sha256.h"

namespace onceonly::core {

// What a text is encrypted with. A key and a nonce must come together for one text only.
struct GcmInput {
  static constexpr size_t kNonceBytes = 12;
  static constexpr size_t kTagBytes = 16;

  const Digest& key;
  std::span<const uint8_t, kNonceBytes> nonce;
  // The authenticated data, in two pieces.
  std::string_view bound;
  std::string_view bound_too;
};

// The algorithm is looked up once and the context is kept: to do both for each text is most of the
// time that node:crypto takes. The context holds no key between two calls.
class AesGcm {
 public:
  using Tag = std::span<uint8_t, GcmInput::kTagBytes>;
  using GivenTag = std::span<const uint8_t, GcmInput::kTagBytes>;

  AesGcm() noexcept;

  // Whether OpenSSL has the algorithm. Without it every call fails.
  bool ok() const noexcept { return cipher_ != nullptr && context_ != nullptr; }

  // Encrypts the text in place and writes its tag. False if OpenSSL refuses: then the text is
  // zeros.
  [[nodiscard]] bool Seal(const GcmInput& input, std::span<uint8_t> text, Tag tag) noexcept;

  // Decrypts into `text`, which has the size of `sealed`. False unless the tag fits: then `text` is
  // zeros. Tags are compared in constant time.
  [[nodiscard]] bool Open(const GcmInput& input, std::span<const uint8_t> sealed, GivenTag tag,
                          std::span<uint8_t> text) noexcept;

 private:
  enum class Direction : int { kOpen = 0, kSeal = 1 };

  bool Begin(const GcmInput& input, Direction direction) noexcept;
  bool Run(std::span<const uint8_t> from, std::span<uint8_t> to) noexcept;
  bool Bind(std::string_view bytes) noexcept;
  bool Encrypt(const GcmInput& input, std::span<uint8_t> text, Tag tag) noexcept;
  bool Decrypt(const GcmInput& input, std::span<const uint8_t> sealed, GivenTag tag,
               std::span<uint8_t> text) noexcept;

  struct Free {
    void operator()(EVP_CIPHER* cipher) const noexcept { EVP_CIPHER_free(cipher); }
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
  };
  std::unique_ptr<EVP_CIPHER, Free> cipher_;
  std::unique_ptr<EVP_CIPHER_CTX, Free> context_;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_CRYPTO_AES_GCM_H_
