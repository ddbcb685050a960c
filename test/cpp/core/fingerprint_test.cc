#include "core/fingerprint.h"

#include <gtest/gtest.h>

#include <set>

#include "base/bytes.h"

namespace onceonly::core {
namespace {

std::string HexOf(BodyKind kind, std::string_view body, std::string_view secret = {}) {
  return ToHex(Fingerprint(kind, body, secret).value());
}

std::string Sha256Of(std::string_view bytes, std::string_view secret = {}) {
  Sha256 hash(secret);
  hash.Update(bytes);
  return ToHex(hash.Finish().value());
}

TEST(FingerprintTest, IsTheDigestOfTheFingerprintText) {
  EXPECT_EQ(HexOf(BodyKind::kJson, "{ \"b\": 1.0, \"a\": 9007199254740993 }"),
            Sha256Of(R"({"a":9007199254740993,"b":1})"));
  EXPECT_EQ(HexOf(BodyKind::kJson, " {} ", "secret"), Sha256Of("{}", "secret"));
}

// Records keep these digests: a change here makes every stored key a mismatch.
TEST(FingerprintTest, NeverChanges) {
  EXPECT_EQ(HexOf(BodyKind::kJson, R"({"currency":"EUR","amount":1999})"),
            "371f38ba9d159bccaaa5c5a4559647130e53844a9f80eb6225e7524b5888dfd6");
  EXPECT_EQ(HexOf(BodyKind::kNone, ""),
            "3417bee88370790dea050d006b2b910a233554e217ca4ded0ec0bfa562fccf6e");
  EXPECT_EQ(HexOf(BodyKind::kBytes, "{}"),
            "04f013847a6d761b2a45a2bdaa3aa7b3ced77038e7a34b0fc076c69fdfbb4a78");
}

TEST(FingerprintTest, KeepsTheKindsOfBodyApart) {
  const std::set<std::string> digests = {
      HexOf(BodyKind::kNone, ""),    HexOf(BodyKind::kBytes, ""),  HexOf(BodyKind::kBytes, "{}"),
      HexOf(BodyKind::kJson, "{}"),  HexOf(BodyKind::kJson, "[]"), HexOf(BodyKind::kJson, "\"\""),
      HexOf(BodyKind::kJson, "null")};
  EXPECT_EQ(digests.size(), 7u);
}

TEST(FingerprintTest, TakesBytesAsTheyAre) {
  EXPECT_NE(HexOf(BodyKind::kBytes, "{\"a\":1}"), HexOf(BodyKind::kBytes, "{\"a\": 1}"));
  EXPECT_NE(HexOf(BodyKind::kBytes, "\xff"), HexOf(BodyKind::kBytes, "\xfe"));
}

TEST(FingerprintTest, DependsOnTheSecretForEveryKind) {
  for (BodyKind kind : {BodyKind::kNone, BodyKind::kJson, BodyKind::kBytes}) {
    EXPECT_NE(HexOf(kind, "1", "old"), HexOf(kind, "1"));
    EXPECT_NE(HexOf(kind, "1", "old"), HexOf(kind, "1", "new"));
    EXPECT_EQ(HexOf(kind, "1", "old"), HexOf(kind, "1", "old"));
  }
}

TEST(FingerprintTest, HandsOnWhatIsWrongWithTheJson) {
  const Status status = Fingerprint(BodyKind::kJson, "{\"a\":\"\xff\"}").status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidUtf8);
  EXPECT_EQ(status.offset(), 6u);
  EXPECT_EQ(Fingerprint(BodyKind::kJson, "").status().code(), StatusCode::kInvalidJson);
  EXPECT_EQ(Fingerprint(BodyKind::kJson, std::string(200, '[')).status().code(),
            StatusCode::kTooDeep);
}

TEST(FingerprintTest, TakesLoneSurrogatesAndNumbersOutOfRange) {
  EXPECT_EQ(HexOf(BodyKind::kJson, R"(["\uD800",1E400])"), Sha256Of(R"(["\ud800",1e400])"));
}

std::string HexOf(const Content& content, std::string_view secret = {}) {
  return ToHex(Fingerprint(content, secret).value());
}

Content ContentOf(BodyKind kind, std::string_view body) {
  Content content;
  content.kind = kind;
  content.body = body;
  return content;
}

TEST(FingerprintTest, AddsTheQueryAndWhatElseCounts) {
  const Content plain = ContentOf(BodyKind::kJson, "{}");
  Content query = plain;
  query.query = "b=1&a=2";
  Content same = plain;
  same.query = "a=2&b=1";
  Content empty = plain;
  empty.query = "&";
  Content extra = plain;
  extra.extra = "b=1&a=2";
  EXPECT_EQ(HexOf(query), HexOf(same));
  EXPECT_EQ(HexOf(empty), HexOf(plain));
  EXPECT_EQ(HexOf(plain), HexOf(BodyKind::kJson, "{}"));
  EXPECT_EQ((std::set{HexOf(plain), HexOf(query), HexOf(extra)}).size(), 3u);
  EXPECT_NE(HexOf(query, "secret"), HexOf(query));
}

TEST(FingerprintTest, TakesFormsAndPartsForWhatTheyMean) {
  EXPECT_EQ(HexOf(BodyKind::kForm, "b=2&a=%31"), HexOf(BodyKind::kForm, "a=1&b=2"));
  Content one = ContentOf(BodyKind::kMultipart,
                          "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B--");
  one.boundary = "B";
  Content other =
      ContentOf(BodyKind::kMultipart,
                "--CC\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--CC--\r\n");
  other.boundary = "CC";
  EXPECT_EQ(HexOf(one), HexOf(other));
  other.boundary = "D";
  EXPECT_EQ(HexOf(other), HexOf(BodyKind::kBytes, other.body));
}

TEST(FingerprintTest, CountsWhatIsAroundTheParts) {
  const auto digest_of = [](const std::string& boundary, std::string_view preamble,
                            std::string_view epilogue) {
    const std::string body =
        std::string(preamble)
            .append("\r\n--" + boundary)
            .append("\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--" + boundary)
            .append("--\r\n")
            .append(epilogue);
    Content content = ContentOf(BodyKind::kMultipart, body);
    content.boundary = boundary;
    return HexOf(content);
  };
  EXPECT_EQ(digest_of("B", "x", "y"), digest_of("CC", "x", "y"));
  EXPECT_EQ((std::set{digest_of("B", "", ""), digest_of("B", "x", ""), digest_of("B", "", "x"),
                      digest_of("B", "x", "x"), digest_of("B", "xx", "")})
                .size(),
            5u);
}

TEST(FingerprintTest, KeepsAllKindsApart) {
  const PathSelection all({}, {});
  const PathSelection none(std::vector<Path>{{"x"}}, {});
  Content selected = ContentOf(BodyKind::kJson, "{}");
  selected.selection = &all;
  Content nothing = selected;
  nothing.selection = &none;
  Content parts = ContentOf(BodyKind::kMultipart, "--B--");
  parts.boundary = "B";
  const std::set<std::string> digests = {HexOf(BodyKind::kNone, ""),
                                         HexOf(BodyKind::kBytes, ""),
                                         HexOf(BodyKind::kForm, ""),
                                         HexOf(BodyKind::kJson, "{}"),
                                         HexOf(selected),
                                         HexOf(nothing),
                                         HexOf(parts)};
  EXPECT_EQ(digests.size(), 7u);
}

}  // namespace
}  // namespace onceonly::core
