// Replies of any shape give an answer and nothing worse.
#include "store/verb_codec.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string_view>

#include "redis/reply_reader.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode;

template <typename Verb>
Answer Decode(std::string_view resp) {
  redis::ReplyReader reader;
  reader.Feed(resp);
  const auto reply = reader.Next();
  EXPECT_TRUE(reply.ok() && reply.value()) << resp;
  return Verb::Decode(*reply.value());
}

template <typename Verb>
class VerbCodecTest : public testing::Test {};
using Verbs = testing::Types<BeginVerb, CompleteVerb, RenewVerb, ReleaseVerb, InspectVerb,
                             RemoveVerb, ResolveVerb, ScanVerb>;
TYPED_TEST_SUITE(VerbCodecTest, Verbs);

template <typename Verb>
void ExpectUnexpected(std::initializer_list<std::string_view> replies) {
  for (const std::string_view resp : replies) {
    const Answer answer = Decode<Verb>(resp);
    EXPECT_EQ(answer.code, AnswerCode::kFailed) << resp;
    EXPECT_EQ(answer.status.code(), StatusCode::kUnexpectedReply) << resp;
  }
}

TYPED_TEST(VerbCodecTest, RefusesEveryOtherShape) {
  ExpectUnexpected<TypeParam>({
      "$-1\r\n",
      ":1\r\n",
      "+OK\r\n",
      "*-1\r\n",
      "*0\r\n",
      "$3\r\nOWN\r\n",
      "*1\r\n$7\r\nFOREIGN\r\n",
      "*2\r\n:1\r\n:1\r\n",
      "*2\r\n$6\r\nFAILED\r\n:1\r\n",
      "*2\r\n$5\r\nOTHER\r\n:1\r\n",
      "*2\r\n$7\r\nFOREIGN\r\n$1\r\n1\r\n",
      "*2\r\n*0\r\n:1\r\n",
      "*2\r\n$3\r\nOWN\r\n:1\r\n",
      "*2\r\n$7\r\nRENEWED\r\n:1\r\n",
      "*2\r\n$7\r\nREMOVED\r\n:1\r\n",
  });
}

TYPED_TEST(VerbCodecTest, KnowsAForeignRecord) {
  const Answer answer = Decode<TypeParam>("*2\r\n$7\r\nFOREIGN\r\n:1\r\n");
  EXPECT_EQ(answer.code, AnswerCode::kForeign);
}

TEST(BeginCodecTest, ReadsWhatTheScriptAnswers) {
  const Answer own =
      Decode<BeginVerb>("*6\r\n$3\r\nOWN\r\n:1\r\n:1763769600000001\r\n:2\r\n:60\r\n:1\r\n");
  EXPECT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.fence, 1763769600000001);
  EXPECT_EQ(own.attempt, 2);
  EXPECT_EQ(own.left_ms, 60);
  EXPECT_TRUE(own.is_recovery);
}

TEST(BeginCodecTest, RefusesMembersOfAnotherType) {
  ExpectUnexpected<BeginVerb>({
      "*6\r\n$3\r\nOWN\r\n:1\r\n$1\r\n1\r\n:1\r\n:1\r\n:1\r\n",
      "*5\r\n$3\r\nOWN\r\n:1\r\n:1\r\n:1\r\n:1\r\n",
      "*4\r\n$4\r\nDONE\r\n:1\r\n:1\r\n:1\r\n",
      "*3\r\n$4\r\nDONE\r\n:1\r\n:1\r\n",
      "*3\r\n$7\r\nRUNNING\r\n:1\r\n:1\r\n",
      "*2\r\n$6\r\nSILENT\r\n:1\r\n",
      "*3\r\n$7\r\nUNKNOWN\r\n:1\r\n:1\r\n",
  });
}

TEST(InspectCodecTest, RefusesMembersOfAnotherType) {
  ExpectUnexpected<InspectVerb>({
      "*4\r\n$4\r\nDONE\r\n:1\r\n:1\r\n$16\r\n1|f|t|1|1|1|v|||\r\n",
      "*5\r\n$7\r\nRUNNING\r\n:1\r\n:1\r\n:1\r\n:1\r\n",
      "*4\r\n$7\r\nRUNNING\r\n:1\r\n:1\r\n$26\r\n1|t|f|1|0|1|1|1|1|0|N|R||l\r\n",
      "*3\r\n$6\r\nSILENT\r\n:1\r\n:1\r\n",
  });
}

TEST(BeginCodecTest, CallsARecordThatItCannotReadForeign) {
  EXPECT_EQ(Decode<BeginVerb>("*4\r\n$4\r\nDONE\r\n:1\r\n:1\r\n$4\r\n2|x|\r\n").code,
            AnswerCode::kForeign);
}

TEST(ServerTimeTest, IsTheSecondMemberOfAnyScriptsReply) {
  const auto now = [](std::string_view resp) {
    redis::ReplyReader reader;
    reader.Feed(resp);
    const auto reply = reader.Next();
    return ServerNowMs(*reply.value());
  };
  EXPECT_EQ(now("*2\r\n$4\r\nLATE\r\n:1763769600000\r\n"), 1763769600000);
  EXPECT_EQ(now("*1\r\n$4\r\nLATE\r\n"), 0);
  EXPECT_EQ(now("*2\r\n$4\r\nLATE\r\n$1\r\n1\r\n"), 0);
  EXPECT_EQ(now("+OK\r\n"), 0);
}

}  // namespace
}  // namespace onceonly::store
