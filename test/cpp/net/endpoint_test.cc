#include "net/endpoint.h"

#include <gtest/gtest.h>

namespace onceonly::net {
namespace {

TEST(EndpointTest, TellsAnIpv6AddressFromANameAndFromIpv4) {
  for (const char* text : {"::1", "::", "2001:db8::7", "fe80::1%lo", "::ffff:10.0.0.1"}) {
    EXPECT_TRUE(IsIpv6(text)) << text;
  }
  for (const char* text : {"", "10.0.0.1", "localhost", "::1::", "[::1]", "1:2", "::g"}) {
    EXPECT_FALSE(IsIpv6(text)) << text;
  }
}

TEST(EndpointTest, IsAnotherOneWhereAnyPartDiffers) {
  const Endpoint endpoint{"host", 1, "", false};
  EXPECT_EQ(endpoint, (Endpoint{"host", 1, "", false}));
  EXPECT_NE(endpoint, (Endpoint{"other", 1, "", false}));
  EXPECT_NE(endpoint, (Endpoint{"host", 2, "", false}));
  EXPECT_NE(endpoint, (Endpoint{"host", 1, "/path", false}));
  EXPECT_NE(endpoint, (Endpoint{"host", 1, "", true}));
}

}  // namespace
}  // namespace onceonly::net
