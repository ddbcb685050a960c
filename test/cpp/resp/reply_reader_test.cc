#include "resp/reply_reader.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "resp/describe.h"

namespace onceonly::resp {
namespace {

// Every reply that is complete, then "protocol error" if the reader gave up.
std::vector<std::string> Drain(ReplyReader& reader) {
  std::vector<std::string> replies;
  for (;;) {
    const Result<std::optional<Reply>> next = reader.Next();
    if (!next.ok()) {
      EXPECT_EQ(next.status().code(), StatusCode::kProtocolError);
      replies.push_back("protocol error");
      return replies;
    }
    if (!next.value()) return replies;
    replies.push_back(Describe(*next.value()));
  }
}

std::vector<std::string> Read(std::string_view bytes) {
  ReplyReader reader;
  reader.Feed(bytes);
  return Drain(reader);
}

using Replies = std::vector<std::string>;
const Replies kBroken = {"protocol error"};

constexpr std::string_view kEveryKind =
    "+OK\r\n-ERR no\r\n:-42\r\n$5\r\na\r\nbc\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n"
    "*3\r\n:1\r\n*2\r\n$1\r\nx\r\n$-1\r\n+y\r\n";
const Replies kEveryKindRead = {"+OK", "-ERR no", ":-42", "$a\r\nbc",           "$",
                                "nil", "nil",     "[]",   "[:1, [$x, nil], +y]"};

TEST(ReplyReaderTest, ReadsEveryKindOfReply) { EXPECT_EQ(Read(kEveryKind), kEveryKindRead); }

TEST(ReplyReaderTest, DoesNotMindWhereTheBytesAreCut) {
  for (size_t cut = 0; cut <= kEveryKind.size(); ++cut) {
    ReplyReader reader;
    reader.Feed(kEveryKind.substr(0, cut));
    Replies replies = Drain(reader);
    reader.Feed(kEveryKind.substr(cut));
    for (std::string& reply : Drain(reader)) replies.push_back(std::move(reply));
    EXPECT_EQ(replies, kEveryKindRead) << "cut at " << cut;
  }
}

TEST(ReplyReaderTest, DoesNotMindHowManyCutsThereAre) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    ReplyReader reader;
    Replies replies;
    for (size_t at = 0; at < kEveryKind.size();) {
      const size_t size = std::uniform_int_distribution<size_t>(1, 9)(random);
      reader.Feed(kEveryKind.substr(at, size));
      for (std::string& reply : Drain(reader)) replies.push_back(std::move(reply));
      at += size;
    }
    EXPECT_EQ(replies, kEveryKindRead);
  }
}

TEST(ReplyReaderTest, ReadsNumbersFromIntegersAndStrings) {
  ReplyReader reader;
  reader.Feed("*4\r\n:9\r\n$13\r\n1700000000123\r\n$2\r\n1x\r\n$-1\r\n");
  const Result<std::optional<Reply>> next = reader.Next();
  const Reply reply = *next.value();
  ASSERT_EQ(reply.size(), 4u);
  EXPECT_EQ(reply.at(0).integer(), 9);
  EXPECT_EQ(reply.at(1).integer(), 1700000000123);
  EXPECT_EQ(reply.at(2).integer(), 0);
  EXPECT_EQ(reply.at(3).integer(), 0);
  EXPECT_EQ(reply.text(), "");
}

TEST(ReplyReaderTest, RefusesWhatIsNotResp) {
  for (const std::string_view bytes :
       {"HTTP/1.1 400 Bad Request\r\n", "\r\n", "$x\r\n", "*x\r\n", ":x\r\n", "$-2\r\n", "*-2\r\n",
        "\x16\x03\x01\x02\x00", "*1\r\nHTTP"}) {
    EXPECT_EQ(Read(bytes), kBroken) << bytes;
  }
}

TEST(ReplyReaderTest, ReadsAnArrayAsLongAsTheBoundAndNoLonger) {
  const std::string too_many = "*" + std::to_string(kMaxArrayElements + 1) + "\r\n";
  std::string bytes = "*" + std::to_string(kMaxArrayElements) + "\r\n";
  for (size_t i = 0; i < kMaxArrayElements; ++i) bytes += ":1\r\n";
  EXPECT_EQ(Read(bytes).size(), 1u);
  EXPECT_EQ(Read(too_many), kBroken);
  EXPECT_EQ(Read("*1\r\n" + too_many), kBroken);
  EXPECT_EQ(Read("*2147483647\r\n"), kBroken);
  EXPECT_EQ(Read("*9223372036854775807\r\n"), kBroken);
}

TEST(ReplyReaderTest, RefusesDeepNesting) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += "*1\r\n";
  EXPECT_EQ(Read(bytes), kBroken);
}

TEST(ReplyReaderTest, BoundsTheElementsOfNestedArraysTogether) {
  std::string bytes = "*" + std::to_string(kMaxArrayElements) + "\r\n";
  for (size_t i = 0; i < kMaxReplyElements / 16000 + 1; ++i) {
    bytes += "*16000\r\n";
    for (int j = 0; j < 16000; ++j) bytes += ":1\r\n";
  }
  EXPECT_EQ(Read(bytes), kBroken);
}

TEST(ReplyReaderTest, CountsTheElementsOfEachReplyAnew) {
  std::string array = "*1000\r\n";
  for (int i = 0; i < 1000; ++i) array += ":1\r\n";
  ReplyReader reader;
  for (int i = 0; i < 40; ++i) {
    reader.Feed(array);
    EXPECT_EQ(Drain(reader).size(), 1u);
  }
}

TEST(ReplyReaderTest, ReadsAReplyAsLargeAsTheBoundAndNoLarger) {
  const std::string chunk(size_t{1} << 20, 'x');
  ReplyReader reader;
  reader.Feed("$67108000\r\n");
  for (size_t fed = 0; fed < 63; ++fed) reader.Feed(chunk);
  EXPECT_EQ(Drain(reader), Replies());
  reader.Feed(std::string_view(chunk).substr(0, 67108000 - 63 * chunk.size()));
  reader.Feed("\r\n+next\r\n");
  EXPECT_EQ(Drain(reader).size(), 2u);

  reader.Feed("$67109999\r\n");
  for (size_t fed = 0; fed < 64; ++fed) reader.Feed(chunk);
  EXPECT_EQ(Drain(reader), kBroken);
}

TEST(ReplyReaderTest, ReadsManyRepliesOfOneFeed) {
  std::string bytes;
  for (int i = 0; i < 20'000; ++i) bytes += "$10\r\n0123456789\r\n";
  EXPECT_EQ(Read(bytes).size(), 20'000u);
}

TEST(ReplyReaderTest, IsAsNewAfterAReset) {
  ReplyReader reader;
  reader.Feed("*2\r\n:1\r\n");
  EXPECT_EQ(Drain(reader), Replies());
  reader.Reset();
  reader.Feed("+OK\r\nx");
  EXPECT_EQ(Drain(reader), (Replies{"+OK", "protocol error"}));
  reader.Reset();
  reader.Feed("+OK\r\n");
  EXPECT_EQ(Drain(reader), Replies{"+OK"});
}

}  // namespace
}  // namespace onceonly::resp
