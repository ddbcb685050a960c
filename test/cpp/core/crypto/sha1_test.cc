#include "core/crypto/sha1.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

namespace onceonly::core {
namespace {

// FIPS 180-2, appendix A.
TEST(Sha1Test, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(Sha1Hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(Sha1Hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST(Sha1Test, LeavesTheErrorsOfTheApplicationAlone) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 7);
  Sha1Hex("abc");
  EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), 7);
  EXPECT_EQ(ERR_get_error(), 0u);
}

}  // namespace
}  // namespace onceonly::core
