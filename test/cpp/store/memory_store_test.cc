// What only the embedded store promises: its bounds, and time to the millisecond.
#include "store/memory_store.h"

#include <gtest/gtest.h>

#include <random>

#include "store/fake_clock.h"
#include "store/recording_sink.h"
#include "store/store_harness.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::BeginCall, core::CompleteCall, core::ReleaseReason;

class MemoryStoreTest : public testing::Test, public StoreHarness {
 protected:
  core::Store& store() override { return *store_; }
  int64_t NowMs() const override { return clock_.NowMs(); }
  void LetTimePass() override { clock_.Advance(1); }

  void Limit(size_t entries, size_t bytes) {
    store_ = std::make_unique<MemoryStore>(MemoryStoreOptions{entries, bytes}, &clock_, &sink_);
  }
  std::string Owned(const std::string& token) {
    const std::string id = FreshId();
    EXPECT_EQ(Begin(BeginOf(id, token)).code, AnswerCode::kOwn);
    return id;
  }
  void ExpectFull(const Answer& answer) {
    EXPECT_EQ(answer.code, AnswerCode::kFailed);
    EXPECT_EQ(answer.status.code(), StatusCode::kFull);
  }

  FakeClock clock_;
  std::unique_ptr<MemoryStore> store_ =
      std::make_unique<MemoryStore>(MemoryStoreOptions(), &clock_, &sink_);
};

TEST_F(MemoryStoreTest, RefusesANewKeyWhenItHoldsTheMostEntries) {
  Limit(2, 1 << 20);
  Owned("a");
  Owned("b");
  ExpectFull(Begin(BeginOf(FreshId(), "c")));
  EXPECT_EQ(store_->entries(), 2u);
}

TEST_F(MemoryStoreTest, TellsHowFullItIsOfTheLimitThatIsNearer) {
  Limit(4, 1 << 20);
  EXPECT_EQ(store_->fullness(), 0.0);
  Owned("a");
  EXPECT_EQ(store_->fullness(), 0.25);
  const size_t weight = store_->bytes();
  Limit(1000, 2 * weight);
  Owned("b");
  EXPECT_DOUBLE_EQ(store_->fullness(), 0.5);
}

TEST_F(MemoryStoreTest, StillServesTheKeysThatItHoldsWhenItIsFull) {
  Limit(3, 1 << 20);
  const std::string running = Owned("a");
  const std::string freed = Owned("b");
  const std::string undone = Owned("c");
  ExpectFull(Begin(BeginOf(FreshId(), "d")));
  EXPECT_EQ(Begin(BeginOf(running, "e")).code, AnswerCode::kRunning);
  EXPECT_EQ(Renew(RenewOf(running, "a")).code, AnswerCode::kRenewed);
  EXPECT_EQ(Complete(CompleteOf(running, "a")).code, AnswerCode::kStored);
  EXPECT_EQ(Begin(BeginOf(running, "e")).code, AnswerCode::kDone);
  EXPECT_EQ(Release(ReleaseOf(freed, "b", ReleaseReason::kFree)).code, AnswerCode::kReleased);
  EXPECT_EQ(Begin(BeginOf(freed, "f")).attempt, 2);
  EXPECT_EQ(Release(ReleaseOf(undone, "c", ReleaseReason::kUndo)).code, AnswerCode::kReleased);
  EXPECT_EQ(Begin(BeginOf(FreshId(), "d")).code, AnswerCode::kOwn);
}

TEST_F(MemoryStoreTest, NeverRefusesTheResultOfAnOperationThatRan) {
  Limit(2, 4096);
  const std::string id = Owned("a");
  CompleteCall large = CompleteOf(id, "a");
  large.payload = Kept(std::string(1 << 20, 'x'));
  EXPECT_EQ(Complete(large).code, AnswerCode::kStored);
  EXPECT_GT(store_->bytes(), size_t{1} << 20);
  ExpectFull(Begin(BeginOf(FreshId(), "b")));
  EXPECT_EQ(Complete(CompleteOf(FreshId(), "lost its lock")).code, AnswerCode::kAdopted);
}

TEST_F(MemoryStoreTest, RefusesAnOfferFromOutsideForWhichThereIsNoRoom) {
  Limit(1, 1 << 20);
  Owned("a");
  CompleteCall offer = CompleteOf(FreshId(), "b");
  offer.is_owner = false;
  ExpectFull(Complete(offer));
}

TEST_F(MemoryStoreTest, DropsWhatHasExpiredBeforeItCallsItselfFull) {
  Limit(100, 1 << 20);
  for (int i = 0; i < 100; ++i) Owned("a");
  clock_.Advance(599'999);
  ExpectFull(Begin(BeginOf(FreshId(), "b")));
  clock_.Advance(1);
  EXPECT_EQ(Begin(BeginOf(FreshId(), "b")).code, AnswerCode::kOwn);
}

TEST_F(MemoryStoreTest, MakesRoomForALargeOfferOfAllThatHasExpired) {
  Limit(1000, 100'000);
  CompleteCall offer = CompleteOf(FreshId(), "b");
  offer.is_owner = false;
  offer.payload = Kept(std::string(60'000, 'x'));
  for (int i = 0; i < 150; ++i) Owned("a");
  ExpectFull(Complete(offer));
  clock_.Advance(600'000);
  EXPECT_EQ(Complete(offer).code, AnswerCode::kAdopted);
  EXPECT_LE(store_->bytes(), size_t{100'000});
}

TEST_F(MemoryStoreTest, GivesNoOwnerARecordSinceEveryCallIsOneStep) {
  const std::string id = FreshId();
  EXPECT_EQ(Begin(BeginOf(id, "a")).record, "");
  EXPECT_EQ(Renew(RenewOf(id, "a")).record, "");
}

TEST_F(MemoryStoreTest, CountsBytesDownToNothing) {
  std::vector<std::string> ids;
  for (int i = 0; i < 50; ++i) ids.push_back(Owned("a"));
  const size_t locks = store_->bytes();
  EXPECT_GT(locks, 50 * size_t{43});
  for (const std::string& id : ids) Complete(CompleteOf(id, "a"));
  EXPECT_EQ(store_->entries(), 50u);
  for (const std::string& id : ids) Remove(RemoveOf(id));
  EXPECT_EQ(store_->entries(), 0u);
  EXPECT_EQ(store_->bytes(), 0u);
}

TEST_F(MemoryStoreTest, ForgetsAFewExpiredEntriesWithEveryCall) {
  for (int i = 0; i < 100; ++i) Owned("a");
  clock_.Advance(600'000);
  for (int i = 0; i < 25; ++i) Inspect(InspectOf("nothing"));
  EXPECT_EQ(store_->entries(), 0u);
  EXPECT_EQ(store_->bytes(), 0u);
}

TEST_F(MemoryStoreTest, FollowsAnExpiryThatMovesToAnEarlierMoment) {
  const std::string id = Owned("a");
  Owned("b");
  CompleteCall complete = CompleteOf(id, "a");
  complete.ttl_ms = 10;
  Complete(complete);
  clock_.Advance(10);
  Inspect(InspectOf("nothing"));
  EXPECT_EQ(store_->entries(), 1u);
}

TEST_F(MemoryStoreTest, KeepsEveryMomentOfATakeover) {
  const std::string id = FreshId();
  BeginCall begin = BeginOf(id, "a");
  begin.lease_ms = 101;
  Begin(begin);
  const auto contest = [&] { return Begin(BeginOf(id, "b")); };
  clock_.Advance(100);
  Answer answer = contest();
  EXPECT_EQ(answer.code, AnswerCode::kRunning);
  EXPECT_EQ(answer.left_ms, 1);
  EXPECT_EQ(answer.elapsed_ms, 100);
  clock_.Advance(1);
  answer = contest();
  EXPECT_EQ(answer.code, AnswerCode::kSilent);
  EXPECT_EQ(answer.left_ms, 51);  // half a lease, rounded up
  clock_.Advance(50);
  answer = contest();
  EXPECT_EQ(answer.code, AnswerCode::kSilent);
  EXPECT_EQ(answer.left_ms, 1);
  EXPECT_EQ(Inspect(InspectOf(id)).left_ms, 1);
  clock_.Advance(1);
  EXPECT_EQ(contest().attempt, 2);
}

TEST_F(MemoryStoreTest, KeepsTheEvidenceOfASilentOwnerUntilTheTakeover) {
  const std::string id = FreshId();
  BeginCall begin = BeginOf(id, "a");
  begin.lease_ms = 100;
  begin.keep_ms = 200;
  Begin(begin);
  clock_.Advance(199);
  EXPECT_EQ(Begin(BeginOf(id, "b")).left_ms, 50);
  clock_.Advance(50);
  EXPECT_EQ(Begin(BeginOf(id, "b")).attempt, 2);
}

TEST_F(MemoryStoreTest, GivesHigherFencesToAllThatComesLater) {
  int64_t fence = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string id = FreshId();
    const Answer own = Begin(BeginOf(id, "a"));
    ASSERT_GT(own.fence, fence);
    fence = own.fence;
    Release(ReleaseOf(id, "a", ReleaseReason::kUndo));
  }
}

TEST_F(MemoryStoreTest, StaysBoundedThroughAMillionOperations) {
  Limit(1000, 1 << 20);
  std::mt19937 random(1);
  std::vector<std::string> ids;
  for (int i = 0; i < 3000; ++i) ids.push_back(FreshId());
  size_t most_entries = 0;
  size_t most_bytes = 0;
  for (int i = 0; i < 250'000; ++i) {
    const std::string& id = ids[random() % ids.size()];
    BeginCall begin = BeginOf(id, "a");
    begin.keep_ms = 1 + static_cast<int64_t>(random() % 500);
    CompleteCall complete = CompleteOf(id, "a");
    complete.ttl_ms = 1 + static_cast<int64_t>(random() % 500);
    if (Begin(std::move(begin)).code == AnswerCode::kOwn) Complete(std::move(complete));
    Renew(RenewOf(id, "a"));
    Inspect(InspectOf(ids[random() % ids.size()]));
    clock_.Advance(static_cast<int64_t>(random() % 2));
    most_entries = std::max(most_entries, store_->entries());
    most_bytes = std::max(most_bytes, store_->bytes());
  }
  EXPECT_LE(most_entries, 1000u);
  EXPECT_LE(most_bytes, size_t{1} << 20);
  EXPECT_GT(most_entries, 100u);
  clock_.Advance(1'000'000);
  for (int i = 0; i < 1000; ++i) Inspect(InspectOf("nothing"));
  EXPECT_EQ(store_->entries(), 0u);
  EXPECT_EQ(store_->bytes(), 0u);
}

}  // namespace
}  // namespace onceonly::store
