// SHA-256 and HMAC-SHA-256 through OpenSSL. The error queue, which the application shares, is left
// as it was.
#ifndef ONCEONLY_CORE_CRYPTO_SHA256_H_
#define ONCEONLY_CORE_CRYPTO_SHA256_H_

#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/status.h"

namespace onceonly::core {

using Digest = std::array<uint8_t, 32>;

// A running digest: plain, or keyed when `secret` is not empty. Reusable after Finish(). It wipes
// its secret, and what it knows of a keyed digest.
class Sha256 {
 public:
  explicit Sha256(std::string_view secret = {}) noexcept;
  ~Sha256() { Wipe(); }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Update(std::string_view bytes) noexcept;
  // The digest of all bytes since construction or the last Finish(); kCryptoFailed if OpenSSL
  // refused any step.
  Result<Digest> Finish() noexcept;

 private:
  bool Begin() noexcept;
  bool Add(const void* bytes, size_t size) noexcept;
  bool End(Digest& digest) noexcept;
  bool AddPaddedKey(uint8_t pad) noexcept;
  void BeginInner() noexcept;
  bool EndOuter(Digest& digest) noexcept;
  void SetKey(std::string_view secret) noexcept;
  void Wipe() noexcept;

  SHA256_CTX context_;
  std::array<uint8_t, SHA256_CBLOCK> key_{};
  const bool keyed_;
  bool failed_ = false;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_CRYPTO_SHA256_H_
