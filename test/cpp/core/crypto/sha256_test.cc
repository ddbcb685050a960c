#include "core/crypto/sha256.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "base/bytes.h"

namespace onceonly::core {
namespace {

std::string HexOf(std::string_view bytes, std::string_view secret = {}) {
  Sha256 hash(secret);
  hash.Update(bytes);
  return ToHex(hash.Finish().value());
}

// The examples of FIPS 180-2 appendix B and the digest of nothing.
TEST(Sha256Test, GivesTheVectorsOfFips180) {
  EXPECT_EQ(HexOf(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexOf("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(HexOf(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

struct HmacCase {
  std::string secret;
  std::string_view bytes;
  std::string_view digest;
};

// RFC 4231 section 4, cases 1 to 4, 6 and 7; the last two have secrets longer than a block.
TEST(Sha256Test, GivesTheVectorsOfRfc4231) {
  std::string counting;
  for (char byte = 1; byte <= 25; ++byte) counting.push_back(byte);
  const std::string dd(50, '\xdd');
  const std::string cd(50, '\xcd');
  for (const HmacCase& c : {
           HmacCase{std::string(20, '\x0b'), "Hi There",
                    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
           HmacCase{"Jefe", "what do ya want for nothing?",
                    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
           HmacCase{std::string(20, '\xaa'), dd,
                    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
           HmacCase{counting, cd,
                    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
           HmacCase{std::string(131, '\xaa'),
                    "Test Using Larger Than Block-Size Key - Hash Key First",
                    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
           HmacCase{std::string(131, '\xaa'),
                    "This is a test using a larger than block-size key and a larger than "
                    "block-size data. The key needs to be hashed before being used by the HMAC "
                    "algorithm.",
                    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
       }) {
    EXPECT_EQ(HexOf(c.bytes, c.secret), c.digest);
  }
}

TEST(Sha256Test, TakesASecretOfExactlyOneBlockAsItIs) {
  EXPECT_NE(HexOf("x", std::string(64, 'k')), HexOf("x", std::string(65, 'k')));
  const std::string long_secret(65, 'k');
  Sha256 hash;
  hash.Update(long_secret);
  const Digest short_secret = hash.Finish().value();
  EXPECT_EQ(HexOf("x", long_secret),
            HexOf("x", {reinterpret_cast<const char*>(short_secret.data()), short_secret.size()}));
}

TEST(Sha256Test, AddsUpPieces) {
  Sha256 hash;
  for (std::string_view piece : {"", "a", "", "bc"}) hash.Update(piece);
  EXPECT_EQ(ToHex(hash.Finish().value()), HexOf("abc"));
}

TEST(Sha256Test, BeginsAnewAfterFinish) {
  for (std::string_view secret : {"", "secret"}) {
    Sha256 hash(secret);
    for (int i = 0; i < 3; ++i) {
      hash.Update("abc");
      EXPECT_EQ(ToHex(hash.Finish().value()), HexOf("abc", secret));
    }
  }
}

TEST(Sha256Test, LeavesTheErrorQueueAsItWas) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 42);
  HexOf("abc", "secret");
  EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), 42);
  EXPECT_EQ(ERR_get_error(), 0u);
}

}  // namespace
}  // namespace onceonly::core
