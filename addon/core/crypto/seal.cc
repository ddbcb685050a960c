#include "core/crypto/seal.h"

#include <openssl/crypto.h>

namespace onceonly::core {
namespace {

bool Fits(size_t size, size_t head_size) {
  return head_size >= SealKey::kMinHeadBytes && size >= SealKey::kTagBytes &&
         head_size <= size - SealKey::kTagBytes;
}

std::string_view TextOf(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

GcmInput InputOf(const Digest& key, std::span<const uint8_t> head, std::string_view place) {
  return {key, head.last<GcmInput::kNonceBytes>(), TextOf(head), place};
}

// False, for a text that is wiped.
bool Wipe(std::span<uint8_t> bytes) {
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return false;
}

}  // namespace

Result<Digest> SealKey::KeyFor(std::string_view head, std::string_view place) noexcept {
  hmac_.Update(head);
  hmac_.Update(place);
  return hmac_.Finish();
}

bool SealKey::Seal(std::span<uint8_t> bytes, size_t head_size, std::string_view place) noexcept {
  if (!Fits(bytes.size(), head_size)) return false;
  const auto head = bytes.first(head_size);
  const auto text = bytes.subspan(head_size, bytes.size() - head_size - kTagBytes);
  Result<Digest> key = KeyFor(TextOf(head), place);
  if (!key.ok()) return Wipe(text);
  const bool done = gcm_.Seal(InputOf(key.value(), head, place), text, bytes.last<kTagBytes>());
  Wipe(key.value());
  return done;
}

bool SealKey::Open(std::span<const uint8_t> bytes, size_t head_size, std::string_view place,
                   std::span<uint8_t> text) noexcept {
  if (!Fits(bytes.size(), head_size)) return Wipe(text);
  const auto head = bytes.first(head_size);
  const auto sealed = bytes.subspan(head_size, bytes.size() - head_size - kTagBytes);
  Result<Digest> key = KeyFor(TextOf(head), place);
  if (!key.ok()) return Wipe(text);
  const bool done =
      gcm_.Open(InputOf(key.value(), head, place), sealed, bytes.last<kTagBytes>(), text);
  Wipe(key.value());
  return done;
}

}  // namespace onceonly::core
