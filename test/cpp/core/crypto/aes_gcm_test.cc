#include "core/crypto/aes_gcm.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>
#include <vector>

#include "base/bytes.h"

namespace onceonly::core {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes FromHex(std::string_view hex) {
  Bytes bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

std::string_view View(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct Vector {
  std::string_view key, nonce, text, bound, sealed, tag;
};

constexpr std::string_view kZeroKey =
    "0000000000000000000000000000000000000000000000000000000000000000";
constexpr std::string_view kKey =
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
constexpr std::string_view kNonce = "cafebabefacedbaddecaf888";
constexpr std::string_view kText =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b5"
    "25b16aedf5aa0de657ba637b391aafd255";
constexpr std::string_view kSealed =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10568288"
    "38c5f6"
    "1e6393ba7a0abcc9f662898015ad";

// "The Galois/Counter Mode of Operation" (McGrew, Viega), appendix B, test cases 13 to 16.
const Vector kVectors[] = {
    {kZeroKey, "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {kZeroKey, "000000000000000000000000", "00000000000000000000000000000000", "",
     "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"},
    {kKey, kNonce, kText, "", kSealed, "b094dac5d93471bdec1a502270e3cc6c"},
    {kKey, kNonce, kText.substr(0, 120), "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     kSealed.substr(0, 120), "76fc6ece0f4e1768cddf8853bb2d551b"},
};

// The parts of a vector as the functions take them, with the authenticated data cut in two.
struct Parts {
  Parts(const Vector& of, size_t cut)
      : nonce(FromHex(of.nonce)), bound(FromHex(of.bound)), tag(FromHex(of.tag)) {
    const Bytes bytes = FromHex(of.key);
    std::copy(bytes.begin(), bytes.end(), key.begin());
    at = std::min(cut, bound.size());
  }
  GcmInput input() const {
    return {key, std::span<const uint8_t, 12>(nonce), View(bound).substr(0, at),
            View(bound).substr(at)};
  }

  Digest key;
  Bytes nonce, bound, tag;
  size_t at;
};

TEST(AesGcmTest, SealsAndOpensTheVectorsOfTheSpecification) {
  AesGcm gcm;
  ASSERT_TRUE(gcm.ok());
  for (const Vector& vector : kVectors) {
    for (size_t cut = 0; cut <= 20; ++cut) {
      const Parts parts(vector, cut);
      Bytes text = FromHex(vector.text);
      Bytes tag(16);
      ASSERT_TRUE(gcm.Seal(parts.input(), text, AesGcm::Tag(tag)));
      EXPECT_EQ(ToHex(text), vector.sealed);
      EXPECT_EQ(ToHex(tag), vector.tag);
      Bytes opened(text.size());
      ASSERT_TRUE(gcm.Open(parts.input(), text, AesGcm::GivenTag(tag), opened));
      EXPECT_EQ(ToHex(opened), vector.text);
    }
  }
}

TEST(AesGcmTest, RefusesEveryChangedBitAndLeavesNothingOfTheText) {
  AesGcm gcm;
  const Vector& vector = kVectors[3];
  const Parts good(vector, 20);
  const Bytes sealed = FromHex(vector.sealed);
  const Bytes zeros(sealed.size());
  const auto refuses = [&](const Parts& parts, const Bytes& bytes) {
    Bytes text(bytes.size(), 7);
    const bool opened = gcm.Open(parts.input(), bytes, AesGcm::GivenTag(parts.tag), text);
    return !opened && text == zeros;
  };
  const auto changes = [&](auto&& target) {
    Parts parts = good;
    Bytes bytes = sealed;
    auto& changed = target(parts, bytes);
    for (size_t bit = 0; bit < changed.size() * 8; ++bit) {
      changed[bit / 8] ^= 1 << (bit % 8);
      EXPECT_TRUE(refuses(parts, bytes)) << bit;
      changed[bit / 8] ^= 1 << (bit % 8);
    }
    EXPECT_FALSE(refuses(parts, bytes));
  };
  changes([](Parts& parts, Bytes&) -> Bytes& { return parts.tag; });
  changes([](Parts& parts, Bytes&) -> Bytes& { return parts.nonce; });
  changes([](Parts& parts, Bytes&) -> Bytes& { return parts.bound; });
  changes([](Parts&, Bytes& bytes) -> Bytes& { return bytes; });
  changes([](Parts& parts, Bytes&) -> Digest& { return parts.key; });
}

TEST(AesGcmTest, RefusesRoomOfAnotherSize) {
  AesGcm gcm;
  const Parts parts(kVectors[1], 0);
  for (const size_t size : {0u, 15u, 17u}) {
    Bytes text(size, 7);
    EXPECT_FALSE(
        gcm.Open(parts.input(), FromHex(kVectors[1].sealed), AesGcm::GivenTag(parts.tag), text));
    EXPECT_EQ(text, Bytes(size));
  }
}

TEST(AesGcmTest, LeavesTheErrorQueueAsItWas) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 42);
  AesGcm gcm;
  Parts parts(kVectors[1], 0);
  parts.tag[0] ^= 1;
  Bytes text(16);
  EXPECT_FALSE(
      gcm.Open(parts.input(), FromHex(kVectors[1].sealed), AesGcm::GivenTag(parts.tag), text));
  EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), 42);
  EXPECT_EQ(ERR_get_error(), 0u);
}

}  // namespace
}  // namespace onceonly::core
