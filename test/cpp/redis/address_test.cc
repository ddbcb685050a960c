#include "redis/address.h"

#include <gtest/gtest.h>

#include <string>

namespace onceonly::redis {
namespace {

// "user:password@host:port/db", "path?db" or the name of the error.
std::string Parsed(std::string_view url) {
  const Result<Address> result = ParseRedisUrl(url);
  if (!result.ok()) return std::string(StatusName(result.status().code()));
  const Address& address = result.value();
  const std::string login = address.login.username + ":" + address.login.password + "@";
  if (!address.endpoint.path.empty())
    return login + address.endpoint.path + "?" + std::to_string(address.login.db);
  return login + address.endpoint.host + ":" + std::to_string(address.endpoint.port) + "/" +
         std::to_string(address.login.db) + (address.endpoint.tls ? " tls" : "");
}

struct UrlCase {
  std::string_view url;
  std::string_view parsed;
};

class GoodUrlTest : public ::testing::TestWithParam<UrlCase> {};
TEST_P(GoodUrlTest, IsParsed) { EXPECT_EQ(Parsed(GetParam().url), GetParam().parsed); }

INSTANTIATE_TEST_SUITE_P(
    Address, GoodUrlTest,
    ::testing::Values(UrlCase{"redis://localhost", ":@localhost:6379/0"},
                      UrlCase{"redis://localhost/", ":@localhost:6379/0"},
                      UrlCase{"REDIS://Cache-1.example_net:1", ":@Cache-1.example_net:1/0"},
                      UrlCase{"redis://10.0.0.1:65535/15", ":@10.0.0.1:65535/15"},
                      UrlCase{"rediss://cache:6380/2", ":@cache:6380/2 tls"},
                      UrlCase{"redis://:secret@cache", ":secret@cache:6379/0"},
                      UrlCase{"redis://app:secret@cache:7000/3", "app:secret@cache:7000/3"},
                      UrlCase{"redis://:@cache", ":@cache:6379/0"},
                      UrlCase{"redis://a%40b:p%3A%2f%25%20w@cache", "a@b:p:/% w@cache:6379/0"},
                      UrlCase{"redis://:one:two@cache", ":one:two@cache:6379/0"},
                      UrlCase{"redis://:p@ss@cache", ":p@ss@cache:6379/0"},
                      UrlCase{"redis://[::1]", ":@::1:6379/0"},
                      UrlCase{"redis://:pw@[2001:db8::7]:6380/1", ":pw@2001:db8::7:6380/1"},
                      UrlCase{"redis://[fe80::1%25lo]:1", ":@fe80::1%lo:1/0"},
                      UrlCase{"redis://cache/2147483647", ":@cache:6379/2147483647"},
                      UrlCase{"unix:///run/redis.sock", ":@/run/redis.sock?0"},
                      UrlCase{"unix:///run/a%20b.sock?db=4", ":@/run/a b.sock?4"},
                      UrlCase{"unix://app:secret@/run/redis.sock?db=1",
                              "app:secret@/run/redis.sock?1"}));

class BadUrlTest : public ::testing::TestWithParam<std::string_view> {};
TEST_P(BadUrlTest, IsRefused) { EXPECT_EQ(Parsed(GetParam()), "INVALID_URL"); }

INSTANTIATE_TEST_SUITE_P(
    Address, BadUrlTest,
    ::testing::Values("", "redis", "redis:", "redis:/", "redis://", "redis:///1", "redis://:6379",
                      "localhost:6379", "http://localhost", "redis+unix:///run/redis.sock",
                      "redis://cache:", "redis://cache:0", "redis://cache:65536",
                      "redis://cache:-1", "redis://cache:+1", "redis://cache:6379x",
                      "redis://cache:1:2", "redis://cache/x", "redis://cache/-1",
                      "redis://cache/1/", "redis://cache/1/2", "redis://cache/2147483648",
                      "redis://cache?db=1", "redis://cache#1", "redis://ca che",
                      "redis://ca\ncache", "redis://cach\xc3\xa9", "redis://secret@cache",
                      "redis://user:@cache", "redis://@cache", "redis://:%zz@cache",
                      "redis://:%4@cache", "redis://:%@cache", "redis://:a%00b@cache",
                      "redis://:a/b@cache", "redis://[::1", "redis://::1", "redis://[]",
                      "redis://[localhost]", "redis://[::1]x", "redis://[::1]:", "redis://x[::1]",
                      "unix://", "unix:///", "unix://run/redis.sock", "unix:///run/a%00.sock",
                      "unix:///run/redis.sock?db=", "unix:///r.sock?db=x", "unix:///r.sock?x=1",
                      "unix:///r.sock?db=1&x=1", "unix://secret@/r.sock"));

TEST(AddressTest, RefusesANulByte) {
  EXPECT_EQ(Parsed(std::string_view("redis://:a\0b@cache", 18)), "INVALID_URL");
}

TEST(AddressTest, RefusesAHostNameThatIsTooLong) {
  EXPECT_EQ(Parsed("redis://" + std::string(254, 'a')), "INVALID_URL");
}

TEST(AddressTest, KeepsThePasswordOutOfTheError) {
  const Result<Address> result = ParseRedisUrl("redis://app:hunter2@cache:port");
  EXPECT_EQ(result.status().code(), StatusCode::kInvalidUrl);
  EXPECT_EQ(StatusMessage(result.status().code()).find("hunter2"), std::string_view::npos);
}

}  // namespace
}  // namespace onceonly::redis
