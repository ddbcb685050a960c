// Keys of ours that hold what this version did not write.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "store/key_state.h"
#include "store/redis_harness.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::ReleaseReason;

class ForeignRecordTest : public testing::Test {
 protected:
  std::string KeyWith(const std::string& text) {
    const std::string id = FreshId();
    on_.Raw({"SET", RedisHarness::KeyOf(id), text, "PX", "60000"});
    return id;
  }

  std::vector<Answer> AnswersOfEveryVerb(const std::string& id) {
    return {on_.Begin(BeginOf(id, "owner")),
            on_.Complete(CompleteOf(id, "owner")),
            on_.Renew(RenewOf(id, "owner")),
            on_.Inspect(InspectOf(id)),
            on_.Inspect(InspectOf(id, true)),
            on_.Remove(RemoveOf(id)),
            on_.Release(ReleaseOf(id, "owner", ReleaseReason::kSilent)),
            on_.Resolve(ResolveOf(id))};
  }

  redis::RealRedis server_;
  RedisHarness on_{server_};
};

TEST_F(ForeignRecordTest, ATextThatIsNoneOfOursIsTouchedByNoVerb) {
  for (const std::string text :
       {"garbage", "", "3|R|0|owner|print|1|1|N|60000|99|0|1|0||",
        "2|Q|0|owner|print|1|1|N|60000|99|0|1|0||", "2|R|0|owner|print|1|1|Q|60000|99|0|1|0||",
        "2|R|0|owner|print|1|1|N|60000|99|0|1|0|", "2|D|owner|print|1|1|x|1|||payload",
        "2|D|owner|print|1|1|v|1||", "2|D|owner|print|99999999999999999999|1|v|1|||payload",
        "1|owner|print|1|0|60000|9|1|1|0|N|R||", "1|print|owner|1|1|1|v|||payload",
        "{\"status\":\"running\"}"}) {
    const std::string id = KeyWith(text);
    for (const Answer& answer : AnswersOfEveryVerb(id)) {
      EXPECT_EQ(answer.code, AnswerCode::kForeign) << text;
    }
    EXPECT_EQ(on_.Raw({"GET", RedisHarness::KeyOf(id)}).text, text);
  }
}

// None of ours is without an end: somebody has taken it out of our hands.
TEST_F(ForeignRecordTest, ARecordThatWasMadeToStayIsTouchedByNoVerb) {
  const std::string id = MakeKey(on_, SampleState::kRunning);
  on_.Raw({"PERSIST", RedisHarness::KeyOf(id)});
  for (const Answer& answer : AnswersOfEveryVerb(id)) {
    EXPECT_EQ(answer.code, AnswerCode::kForeign);
  }
}

TEST_F(ForeignRecordTest, AResultThatWasMadeToStayIsReplayedAllTheSame) {
  const std::string id = MakeKey(on_, SampleState::kValue);
  on_.Raw({"PERSIST", RedisHarness::KeyOf(id)});
  EXPECT_EQ(on_.Begin(BeginOf(id, "other")).payload, "payload of owner");
  EXPECT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kForeign);
}

TEST_F(ForeignRecordTest, AScanLeavesOutWhatIsNoneOfOurs) {
  const std::string claim = MakeKey(on_, SampleState::kRunning);
  const std::string done = MakeKey(on_, SampleState::kValue);
  for (const std::string& text :
       {std::string("garbage"), std::string("1|t|f|1|0|1|1|1|1|0|N|R||"), std::string(2000, '2'),
        "2|D|t|f|1|1|v|1|" + std::string(2000, 'h') + "||",
        std::string("2|R|0|t|f|99999999999999999999|1|N|1|1|0|1|0||"),
        std::string("2|D|t|f|1|99999999999999999999|v|1|||")}) {
    KeyWith(text);
  }
  on_.Raw({"LPUSH", RedisHarness::KeyOf(FreshId()), "x"});
  for (const std::string id : {"short", "with space", "\"},{\"id\":\"x", ""}) {
    on_.Raw({"COPY", RedisHarness::KeyOf(claim), RedisHarness::KeyOf(id)});
  }
  using Of = core::ScanCall::Of;
  for (const auto& [of, id] : {std::pair(Of::kClaims, claim), std::pair(Of::kResults, done)}) {
    const Answer page = on_.Scan({"0", of, "", 20'000});
    EXPECT_TRUE(page.payload.starts_with("{\"cursor\":\"0\",")) << page.payload;
    EXPECT_NE(page.payload.find("\"entries\":[{\"id\":\"" + id), std::string::npos) << page.payload;
    EXPECT_EQ(page.payload.find("\"id\""), page.payload.rfind("\"id\"")) << page.payload;
  }
}

TEST_F(ForeignRecordTest, ForceRemovesWhatIsForeign) {
  const std::string id = KeyWith("garbage");
  const Answer removed = on_.Remove(RemoveOf(id, true));
  EXPECT_EQ(removed.code, AnswerCode::kRemoved);
  EXPECT_EQ(removed.attempt, 1);
  EXPECT_EQ(on_.Begin(BeginOf(id, "a")).code, AnswerCode::kOwn);
}

TEST_F(ForeignRecordTest, AKeyOfAnotherTypeFailsWithItsOwnCode) {
  const std::string id = FreshId();
  on_.Raw({"LPUSH", RedisHarness::KeyOf(id), "x"});
  std::vector<Answer> answers = AnswersOfEveryVerb(id);
  core::CompleteCall knowing = CompleteOf(id, "owner");
  knowing.record = "2|R|0|owner|print-option|1|1|N|60000|99999|0|1|0||";
  answers.push_back(on_.Complete(knowing));
  for (const Answer& answer : answers) {
    EXPECT_EQ(answer.code, AnswerCode::kFailed);
    EXPECT_EQ(answer.status.code(), StatusCode::kWrongType);
  }
}

}  // namespace
}  // namespace onceonly::store
