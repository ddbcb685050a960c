#include "core/crypto/aes_gcm.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <limits>

namespace onceonly::core {
namespace {

constexpr int kTagLength = static_cast<int>(GcmInput::kTagBytes);
// OpenSSL counts in int.
constexpr size_t kMaxBytes = std::numeric_limits<int>::max();

// Takes back what OpenSSL queues in its lifetime.
class KeptErrors {
 public:
  KeptErrors() noexcept { ERR_set_mark(); }
  ~KeptErrors() { ERR_pop_to_mark(); }
  KeptErrors(const KeptErrors&) = delete;
  KeptErrors& operator=(const KeptErrors&) = delete;
};

}  // namespace

AesGcm::AesGcm() noexcept {
  const KeptErrors errors;
  cipher_.reset(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  context_.reset(EVP_CIPHER_CTX_new());
}

bool AesGcm::Begin(const GcmInput& input, Direction direction) noexcept {
  return ok() &&
         EVP_CipherInit_ex(context_.get(), cipher_.get(), nullptr, input.key.data(),
                           input.nonce.data(), static_cast<int>(direction)) == 1 &&
         Bind(input.bound) && Bind(input.bound_too);
}

bool AesGcm::Bind(std::string_view bytes) noexcept {
  int done = 0;
  if (bytes.empty()) return true;
  return bytes.size() <= kMaxBytes &&
         EVP_CipherUpdate(context_.get(), nullptr, &done,
                          reinterpret_cast<const uint8_t*>(bytes.data()),
                          static_cast<int>(bytes.size())) == 1;
}

// The last step writes no bytes in this mode, but wants a place for them.
bool AesGcm::Run(std::span<const uint8_t> from, std::span<uint8_t> to) noexcept {
  int done = 0;
  uint8_t none[EVP_MAX_BLOCK_LENGTH];
  if (from.size() > kMaxBytes) return false;
  if (!from.empty() && EVP_CipherUpdate(context_.get(), to.data(), &done, from.data(),
                                        static_cast<int>(from.size())) != 1) {
    return false;
  }
  return EVP_CipherFinal_ex(context_.get(), none, &done) == 1;
}

bool AesGcm::Encrypt(const GcmInput& input, std::span<uint8_t> text, Tag tag) noexcept {
  return Begin(input, Direction::kSeal) && Run(text, text) &&
         EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, kTagLength, tag.data()) == 1;
}

bool AesGcm::Decrypt(const GcmInput& input, std::span<const uint8_t> sealed, GivenTag tag,
                     std::span<uint8_t> text) noexcept {
  // It reads the tag, and its argument is not const for other commands.
  auto* const given = const_cast<uint8_t*>(tag.data());
  return sealed.size() == text.size() && Begin(input, Direction::kOpen) &&
         EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, kTagLength, given) == 1 &&
         Run(sealed, text);
}

bool AesGcm::Seal(const GcmInput& input, std::span<uint8_t> text, Tag tag) noexcept {
  const KeptErrors errors;
  const bool done = Encrypt(input, text, tag);
  // Wipes the key.
  EVP_CIPHER_CTX_reset(context_.get());
  if (!done) OPENSSL_cleanse(text.data(), text.size());
  return done;
}

bool AesGcm::Open(const GcmInput& input, std::span<const uint8_t> sealed, GivenTag tag,
                  std::span<uint8_t> text) noexcept {
  const KeptErrors errors;
  const bool done = Decrypt(input, sealed, tag, text);
  EVP_CIPHER_CTX_reset(context_.get());
  if (!done) OPENSSL_cleanse(text.data(), text.size());
  return done;
}

}  // namespace onceonly::core
