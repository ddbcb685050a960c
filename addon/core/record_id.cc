#include "core/record_id.h"

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "core/crypto/sha256.h"

namespace onceonly::core {
namespace {

using std::string_view_literals::operator""sv;

// Keeps these digests apart from those of RecordId, which begin with a length.
constexpr std::string_view kEffectDomain = "onceonly effect\0"sv;

constexpr size_t kUuidBytes = 16;
constexpr size_t kHintBytes = 8;

std::array<char, 8> BigEndian(uint64_t number) noexcept {
  std::array<char, 8> bytes;
  for (int i = 7; i >= 0; --i, number >>= 8) bytes[i] = static_cast<char>(number & 0xff);
  return bytes;
}

void AddBehindLength(std::string_view part, Sha256& hash) {
  const std::array<char, 8> length = BigEndian(part.size());
  hash.Update({length.data(), length.size()});
  hash.Update(part);
}

}  // namespace

Result<std::string> RecordId(std::string_view scope, std::string_view method, std::string_view path,
                             std::string_view key) {
  Sha256 hash;
  for (std::string_view part : {scope, method, path, key}) AddBehindLength(part, hash);
  const Result<Digest> digest = hash.Finish();
  if (!digest.ok()) return digest.status();
  return ToBase64Url(digest.value());
}

Result<std::string> KeyHint(std::string_view key) {
  Sha256 hash;
  hash.Update(key);
  const Result<Digest> digest = hash.Finish();
  if (!digest.ok()) return digest.status();
  return ToBase64Url(std::span(digest.value()).first<kHintBytes>());
}

Result<std::string> EffectId(std::string_view prefix, std::string_view id,
                             std::string_view digest) {
  Sha256 hash;
  hash.Update(kEffectDomain);
  for (std::string_view part : {prefix, id, digest}) AddBehindLength(part, hash);
  Result<Digest> result = hash.Finish();
  if (!result.ok()) return result.status();
  Digest& bytes = result.value();
  bytes[6] = (bytes[6] & 0x0f) | 0x80;  // version 8
  bytes[8] = (bytes[8] & 0x3f) | 0x80;  // the variant of RFC 9562
  std::string uuid = ToHex(std::span(bytes).first<kUuidBytes>());
  for (size_t hyphen : {8, 13, 18, 23}) uuid.insert(hyphen, 1, '-');
  return uuid;
}

}  // namespace onceonly::core
