// What an operator finds, page by page.
#include <regex>
#include <set>

#include "store/contract_test.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode;
using Of = core::ScanCall::Of;

class ScanTest : public ContractTest {
 protected:
  // Every page, one after the other.
  std::string Pages(Of of, const std::string& hint, int32_t count = 200) {
    core::ScanCall call{"0", of, Kept(hint), 20'000, count};
    std::string text;
    do {
      const Answer page = on_.Scan(call);
      EXPECT_EQ(page.code, AnswerCode::kScanned);
      call.cursor = Kept(CursorOf(page));
      text += page.payload + "\n";
      ++pages_;
    } while (call.cursor != "0");
    return text;
  }

  static std::string CursorOf(const Answer& page) {
    const std::string head = "{\"cursor\":\"";
    EXPECT_EQ(page.payload.substr(0, head.size()), head);
    const size_t end = page.payload.find('"', head.size());
    EXPECT_EQ(page.payload.substr(end, 8), "\",\"now\":");
    return page.payload.substr(head.size(), end - head.size());
  }

  static std::multiset<std::string> IdsOf(const std::string& text) {
    std::multiset<std::string> ids;
    for (std::sregex_iterator match(text.begin(), text.end(), kId), end; match != end; ++match) {
      ids.insert((*match)[1]);
    }
    return ids;
  }

  // Fresh keys, each with a lock of that hint.
  std::set<std::string> MakeLocks(int count, const std::string& hint) {
    std::set<std::string> ids;
    for (int i = 0; i < count; ++i) {
      core::BeginCall begin = BeginOf(FreshId(), "owner");
      begin.hint = Kept(hint);
      EXPECT_EQ(on_.Begin(begin).code, AnswerCode::kOwn);
      ids.emplace(begin.id);
    }
    return ids;
  }

  int pages_ = 0;

 private:
  static const inline std::regex kId{"\"id\":\"([\\w-]{43})\""};
};
INSTANTIATE_TEST_SUITE_P(Every, ScanTest, EveryStore(), KindName);

TEST_P(ScanTest, GivesEveryLockOfAHintOverSeveralPages) {
  const std::set<std::string> ids = MakeLocks(450, "hint-scan-1");
  MakeLocks(20, "hint-scan-2");
  const auto found = IdsOf(Pages(Of::kClaims, "hint-scan-1"));
  EXPECT_EQ(std::set(found.begin(), found.end()), ids);
  EXPECT_GE(pages_, 3);
  EXPECT_EQ(IdsOf(Pages(Of::kResults, "hint-scan-1")).size(), 0u);
}

TEST_P(ScanTest, MissesNothingThatStaysWhileOthersComeAndGo) {
  const std::set<std::string> ids = MakeLocks(300, "hint-scan-3");
  const std::set<std::string> others = MakeLocks(300, "hint-scan-4");
  core::ScanCall call{"0", Of::kClaims, "hint-scan-3", 20'000};
  std::set<std::string> found;
  auto other = others.begin();
  do {
    const Answer page = on_.Scan(call);
    for (const std::string& id : IdsOf(page.payload)) found.insert(id);
    call.cursor = Kept(CursorOf(page));
    for (int i = 0; i < 100 && other != others.end(); ++i, ++other) {
      on_.Release(ReleaseOf(*other, "owner", core::ReleaseReason::kUndo));
      MakeLocks(1, "hint-scan-4");
    }
  } while (call.cursor != "0");
  EXPECT_EQ(found, ids);
}

TEST_P(ScanTest, TellsTheStateOfEveryKeyThatIsKept) {
  for (const SampleState state : kAllStates) {
    const std::string id = MakeKey(on_, state);
    const Answer seen = on_.Inspect(InspectOf(id));
    const std::string all = Pages(Of::kClaims, "") + Pages(Of::kResults, "");
    EXPECT_EQ(IdsOf(Pages(Of::kAll, "")), IdsOf(all)) << state;
    const bool is_there = seen.code != AnswerCode::kAbsent;
    ASSERT_EQ(IdsOf(all).count(id), is_there ? 1u : 0u) << state;
    if (!is_there) continue;
    const std::string entry = all.substr(all.find(id), all.find('}', all.find(id)) - all.find(id));
    const auto number = [](int64_t value) { return std::to_string(value); };
    EXPECT_NE(entry.find("\"label\":\"POST:/pay\""), std::string::npos) << entry;
    EXPECT_NE(entry.find("\"fence\":" + number(seen.fence) + ","), std::string::npos) << entry;
    EXPECT_NE(entry.find("\"beganMs\":" + number(seen.began_ms) + ","), std::string::npos) << entry;
    EXPECT_NE(entry.find("\"bytes\":" + number(seen.bytes)), std::string::npos) << entry;
    EXPECT_EQ(entry.find("\"kind\"") != std::string::npos, seen.code == AnswerCode::kDone);
    EXPECT_EQ(entry.find("payload of"), std::string::npos) << entry;
  }
}

TEST_P(ScanTest, LooksAtNoMoreThanIsAskedForAtATime) {
  const std::set<std::string> ids = MakeLocks(60, "hint-scan-6");
  const std::string pages = Pages(Of::kAll, "hint-scan-6", 10);
  const auto found = IdsOf(pages);
  EXPECT_EQ(std::set(found.begin(), found.end()), ids);
  EXPECT_GE(pages_, 3);
  const std::regex of_each("\"seen\":(\\d+)");
  for (std::sregex_iterator match(pages.begin(), pages.end(), of_each), end; match != end;
       ++match) {
    EXPECT_LT(std::stoi((*match)[1]), 40);
  }
  EXPECT_NE(pages.find("\"hint\":\"hint-scan-6\""), std::string::npos);
}

TEST_P(ScanTest, LeavesOutWhatHasExpired) {
  core::BeginCall begin = BeginOf(FreshId(), "a");
  begin.hint = "hint-scan-5";
  begin.lease_ms = 1;
  begin.keep_ms = 2;
  on_.Begin(begin);
  on_.Until(AnswerCode::kAbsent, [&] { return on_.Inspect(InspectOf(begin.id)); });
  EXPECT_EQ(IdsOf(Pages(Of::kClaims, "hint-scan-5")).size(), 0u);
}

}  // namespace
}  // namespace onceonly::store
