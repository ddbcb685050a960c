// Keys of ours that hold what this version did not write.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "store/key_state.h"
#include "store/redis_harness.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::ReleaseReason;

class ForeignRecordTest : public testing::Test {
 protected:
  std::string KeyWith(const std::string& lock, const std::string& result) {
    const std::string id = FreshId();
    if (!lock.empty()) on_.Raw({"SET", RedisHarness::LockKey(id), lock, "PX", "60000"});
    if (!result.empty()) on_.Raw({"SET", RedisHarness::ResultKey(id), result, "PX", "60000"});
    return id;
  }

  redis::RealRedis server_;
  RedisHarness on_{server_};
};

TEST_F(ForeignRecordTest, ALockThatIsNoneOfOursIsTouchedByNoVerb) {
  for (const std::string text :
       {"garbage", "2|owner|print|1|0|60000|9|1|1|0|N|R||", "1|owner|print|1|0|60000|9|1|1|0|N|Q||",
        "1|owner|print|1|0|60000|9|1|1|0|Q|R||", "1|owner|print|1|0|60000|9|1|1|0|R|",
        "1|owner|print|1|0|60000|9|1|1|0|N|R|", "{\"status\":\"running\"}"}) {
    const std::string id = KeyWith(text, "");
    for (const Answer& answer :
         {on_.Begin(BeginOf(id, "owner")), on_.Complete(CompleteOf(id, "owner")),
          on_.Renew(RenewOf(id, "owner")), on_.Inspect(InspectOf(id)), on_.Remove(RemoveOf(id)),
          on_.Release(ReleaseOf(id, "owner", ReleaseReason::kSilent)),
          on_.Resolve(ResolveOf(id))}) {
      EXPECT_EQ(answer.code, AnswerCode::kForeign) << text;
    }
    EXPECT_EQ(on_.Raw({"GET", RedisHarness::LockKey(id)}).text, text);
  }
}

TEST_F(ForeignRecordTest, AResultThatIsNoneOfOursIsTouchedByNoVerb) {
  for (const std::string text : {"garbage", "2|print|owner|1|1|1|v|||payload",
                                 "1|print|owner|1|1|1|x|||payload", "1|print|owner|1|1|1|v||"}) {
    const std::string id = KeyWith("", text);
    for (const Answer& answer : {on_.Begin(BeginOf(id, "owner")),
                                 on_.Complete(CompleteOf(id, "owner")), on_.Inspect(InspectOf(id)),
                                 on_.Inspect(InspectOf(id, true)), on_.Resolve(ResolveOf(id))}) {
      EXPECT_EQ(answer.code, AnswerCode::kForeign) << text;
    }
    EXPECT_EQ(on_.Raw({"GET", RedisHarness::ResultKey(id)}).text, text);
  }
}

// The scripts look at the shape alone; the parser finds a number that no record of ours holds.
TEST_F(ForeignRecordTest, ANumberOutOfRangeIsForeignToo) {
  const std::string id = KeyWith("", "1|print-option|owner|99999999999999999999|1|1|v|||payload");
  EXPECT_EQ(on_.Begin(BeginOf(id, "a")).code, AnswerCode::kForeign);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kForeign);
}

TEST_F(ForeignRecordTest, AScanLeavesOutWhatIsNoneOfOurs) {
  const std::string lock = MakeKey(on_, SampleState::kRunning);
  const std::string done = MakeKey(on_, SampleState::kValue);
  KeyWith("garbage", "garbage");
  // Of another version, of another shape, and a number that no record of ours holds.
  KeyWith("2|t|f|1|0|1|1|1|1|0|N|R||", "2|f|t|1|1|1|v|||");
  KeyWith(std::string(2000, '1'), "1|f|t|1|1|1|v|" + std::string(2000, 'h') + "||");
  KeyWith("1|t|f|99999999999999999999|0|1|1|1|1|0|N|R||", "1|f|t|1|99999999999999999999|1|v|||");
  on_.Raw({"LPUSH", RedisHarness::LockKey(FreshId()), "x"});
  on_.Raw({"LPUSH", RedisHarness::ResultKey(FreshId()), "x"});
  for (const std::string id : {"short", "with space", "\"},{\"id\":\"x", ""}) {
    on_.Raw({"COPY", RedisHarness::LockKey(lock), RedisHarness::LockKey(id)});
    on_.Raw({"COPY", RedisHarness::ResultKey(done), RedisHarness::ResultKey(id)});
  }
  for (const bool results : {false, true}) {
    const Answer page = on_.Scan({"0", results, "", 20'000});
    const std::string first = "{\"cursor\":\"0\",\"entries\":[{\"id\":\"" + (results ? done : lock);
    EXPECT_EQ(page.payload.substr(0, first.size()), first);
    EXPECT_EQ(page.payload.find("\"id\""), page.payload.rfind("\"id\"")) << page.payload;
  }
}

TEST_F(ForeignRecordTest, ForceRemovesWhatIsForeign) {
  const std::string id = KeyWith("garbage", "garbage");
  const Answer removed = on_.Remove(RemoveOf(id, true));
  EXPECT_EQ(removed.code, AnswerCode::kRemoved);
  EXPECT_EQ(removed.attempt, 2);
  EXPECT_EQ(on_.Begin(BeginOf(id, "a")).code, AnswerCode::kOwn);
}

TEST_F(ForeignRecordTest, AKeyOfAnotherTypeFailsWithItsOwnCode) {
  const std::string id = FreshId();
  on_.Raw({"LPUSH", RedisHarness::LockKey(id), "x"});
  for (const Answer& answer :
       {on_.Begin(BeginOf(id, "owner")), on_.Complete(CompleteOf(id, "owner")),
        on_.Renew(RenewOf(id, "owner")), on_.Inspect(InspectOf(id)), on_.Remove(RemoveOf(id)),
        on_.Release(ReleaseOf(id, "owner", ReleaseReason::kSilent))}) {
    EXPECT_EQ(answer.code, AnswerCode::kFailed);
    EXPECT_EQ(answer.status.code(), StatusCode::kWrongType);
  }
  const std::string done = FreshId();
  on_.Raw({"LPUSH", RedisHarness::ResultKey(done), "x"});
  EXPECT_EQ(on_.Begin(BeginOf(done, "a")).status.code(), StatusCode::kWrongType);
  EXPECT_EQ(on_.Complete(CompleteOf(done, "a")).status.code(), StatusCode::kWrongType);
}

}  // namespace
}  // namespace onceonly::store
