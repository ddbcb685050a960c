#include "core/sha256.h"

#include <openssl/evp.h>

#include <cstring>

#include "core/error_mark.h"

namespace onceonly::core {
namespace {

constexpr size_t kBlockSize = 64;

using Block = std::array<uint8_t, kBlockSize>;

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

}  // namespace

// HMAC is two digests (RFC 2104), since EVP_MAC is no part of what every runtime exports.
struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, ContextDeleter> context;
  bool keyed = false;
  bool failed = false;
  Block key{};

  bool Begin() noexcept { return EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1; }
  bool Add(const void* bytes, size_t size) noexcept {
    return EVP_DigestUpdate(context.get(), bytes, size) == 1;
  }
  bool End(Digest& digest) noexcept {
    return EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
  }

  bool AddPaddedKey(uint8_t pad) noexcept {
    Block block = key;
    for (uint8_t& byte : block) byte ^= pad;
    return Add(block.data(), block.size());
  }
  bool BeginInner() noexcept { return Begin() && (!keyed || AddPaddedKey(0x36)); }
  bool EndOuter(Digest& digest) noexcept {
    const Digest inner = digest;
    return Begin() && AddPaddedKey(0x5c) && Add(inner.data(), inner.size()) && End(digest);
  }

  // A secret longer than a block stands for its own digest.
  bool SetKey(std::string_view secret) noexcept {
    keyed = true;
    if (secret.size() <= kBlockSize) {
      std::memcpy(key.data(), secret.data(), secret.size());
      return true;
    }
    Digest digest;
    if (!Begin() || !Add(secret.data(), secret.size()) || !End(digest)) return false;
    std::memcpy(key.data(), digest.data(), digest.size());
    return true;
  }
};

Sha256::Sha256(std::string_view secret) : state_(std::make_unique<State>()) {
  const ErrorMark mark;
  state_->context.reset(EVP_MD_CTX_new());
  state_->failed = state_->context == nullptr || (!secret.empty() && !state_->SetKey(secret)) ||
                   !state_->BeginInner();
}

Sha256::~Sha256() = default;

void Sha256::Update(std::string_view bytes) noexcept {
  const ErrorMark mark;
  if (!state_->failed) state_->failed = !state_->Add(bytes.data(), bytes.size());
}

Result<Digest> Sha256::Finish() noexcept {
  const ErrorMark mark;
  Digest digest{};
  const bool ok =
      !state_->failed && state_->End(digest) && (!state_->keyed || state_->EndOuter(digest));
  state_->failed = state_->context == nullptr || !state_->BeginInner();
  if (!ok) return StatusCode::kCryptoFailed;
  return digest;
}

}  // namespace onceonly::core
