#include "core/crypto/seal.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <random>
#include <string>
#include <vector>

namespace onceonly::core {
namespace {

using Bytes = std::vector<uint8_t>;

const std::string kSecret = "0123456789abcdef0123456789abcdef";
constexpr size_t kTag = SealKey::kTagBytes;

// A head, a text and room for a tag.
Bytes Unsealed(const Bytes& head, const Bytes& text) {
  Bytes bytes = head;
  bytes.insert(bytes.end(), text.begin(), text.end());
  bytes.resize(bytes.size() + kTag);
  return bytes;
}

Bytes Sealed(SealKey& key, const Bytes& head, const Bytes& text, std::string_view place) {
  Bytes bytes = Unsealed(head, text);
  EXPECT_TRUE(key.Seal(bytes, head.size(), place));
  return bytes;
}

bool Opens(SealKey& key, const Bytes& bytes, size_t head_size, std::string_view place) {
  const size_t around = head_size + kTag;
  Bytes text(bytes.size() < around ? 0 : bytes.size() - around, 7);
  const bool opened = key.Open(bytes, head_size, place, text);
  EXPECT_EQ(text == Bytes(text.size()), !opened);
  return opened;
}

// The same by the one-shot functions of OpenSSL.
Bytes SealedPlainly(const Bytes& head, const Bytes& text, const std::string& place) {
  Bytes bound = head;
  bound.insert(bound.end(), place.begin(), place.end());
  Bytes key(32);
  HMAC(EVP_sha256(), kSecret.data(), static_cast<int>(kSecret.size()), bound.data(), bound.size(),
       key.data(), nullptr);
  Bytes bytes = Unsealed(head, text);
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  int done = 0;
  EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nullptr, key.data(), &head[head.size() - 12]);
  EVP_EncryptUpdate(context, nullptr, &done, bound.data(), static_cast<int>(bound.size()));
  uint8_t* const out = bytes.data() + head.size();
  EVP_EncryptUpdate(context, out, &done, text.data(), static_cast<int>(text.size()));
  EVP_EncryptFinal_ex(context, out + text.size(), &done);
  EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTag, out + text.size());
  EVP_CIPHER_CTX_free(context);
  return bytes;
}

TEST(SealKeyTest, SealsAsTheOneShotFunctionsDo) {
  std::mt19937 random(7);
  const auto some = [&random](size_t size) {
    Bytes bytes(size);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
    return bytes;
  };
  SealKey key(kSecret);
  ASSERT_TRUE(key.ok());
  for (int i = 0; i < 2000; ++i) {
    const Bytes head = some(12 + random() % 80);
    const Bytes text = some(i < 600 ? i : random() % 70'000);
    const Bytes bytes = some(random() % 100);
    const std::string place(bytes.begin(), bytes.end());
    const Bytes sealed = Sealed(key, head, text, place);
    ASSERT_EQ(sealed, SealedPlainly(head, text, place)) << i;
    Bytes opened(text.size());
    ASSERT_TRUE(key.Open(sealed, head.size(), place, opened));
    ASSERT_EQ(opened, text);
  }
}

class ChangedSealTest : public testing::Test {
 protected:
  const Bytes head_ = Bytes(33, 'h');
  const Bytes text_ = Bytes(50, 't');
  const std::string place_ = "value\nvalue\nid";
  SealKey key_{kSecret};
  const Bytes sealed_ = Sealed(key_, head_, text_, place_);
};

TEST_F(ChangedSealTest, OpensUnchanged) { EXPECT_TRUE(Opens(key_, sealed_, head_.size(), place_)); }

TEST_F(ChangedSealTest, IsRefusedAfterAChangeOfAnyBit) {
  for (size_t bit = 0; bit < sealed_.size() * 8; ++bit) {
    Bytes changed = sealed_;
    changed[bit / 8] ^= 1 << (bit % 8);
    EXPECT_FALSE(Opens(key_, changed, head_.size(), place_)) << bit;
  }
}

TEST_F(ChangedSealTest, IsRefusedWhenItIsCut) {
  for (size_t size = 0; size < sealed_.size(); ++size) {
    const Bytes cut(sealed_.begin(), sealed_.begin() + static_cast<ptrdiff_t>(size));
    EXPECT_FALSE(Opens(key_, cut, head_.size(), place_)) << size;
  }
}

TEST_F(ChangedSealTest, IsRefusedWithAHeadOfAnotherSize) {
  for (size_t size = 0; size < sealed_.size() + 40; ++size) {
    EXPECT_EQ(Opens(key_, sealed_, size, place_), size == head_.size()) << size;
  }
  EXPECT_FALSE(Opens(key_, sealed_, SIZE_MAX, place_));
}

TEST_F(ChangedSealTest, IsRefusedAtAnotherPlaceAndByAnotherKey) {
  EXPECT_FALSE(Opens(key_, sealed_, head_.size(), "value\nvalue\nie"));
  EXPECT_FALSE(Opens(key_, sealed_, head_.size(), ""));
  SealKey other(std::string(32, 'x'));
  EXPECT_FALSE(Opens(other, sealed_, head_.size(), place_));
}

TEST(SealKeyTest, SealsNothingWithoutRoomForANonceAndATag) {
  SealKey key(kSecret);
  Bytes bytes(27);
  EXPECT_FALSE(key.Seal(bytes, 12, "p"));
  bytes.push_back(0);
  EXPECT_FALSE(key.Seal(bytes, 11, "p"));
  EXPECT_FALSE(key.Seal(bytes, 13, "p"));
  EXPECT_FALSE(key.Seal(bytes, SIZE_MAX, "p"));
  EXPECT_TRUE(key.Seal(bytes, 12, "p"));
}

}  // namespace
}  // namespace onceonly::core
