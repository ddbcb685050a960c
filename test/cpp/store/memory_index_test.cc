// The two indexes of the memory store.
#include <gtest/gtest.h>

#include <deque>
#include <set>
#include <string>

#include "store/entry_pool.h"
#include "store/expiry_index.h"
#include "store/id_index.h"

namespace onceonly::store {
namespace {

class IdIndexTest : public testing::Test {
 protected:
  Entry* Add(const std::string& id) {
    Entry& entry = entries_.emplace_back();
    entry.id = EntryId(id);
    index_.Add(&entry);
    return &entry;
  }
  static std::string Id(int number) { return "id-" + std::to_string(number); }
  std::set<std::string> IdsIn(size_t bucket) const {
    std::set<std::string> ids;
    index_.ForEachIn(bucket, [&](const Entry& entry) { ids.emplace(entry.id.view()); });
    return ids;
  }

  std::deque<Entry> entries_;
  IdIndex index_;
};

TEST_F(IdIndexTest, FindsEveryEntryWhileItGrows) {
  for (int i = 0; i < 20'000; ++i) {
    Add(Id(i));
    ASSERT_NE(index_.Find(Id(i / 2)), nullptr) << i;
  }
  for (int i = 0; i < 20'000; ++i) {
    const Entry* entry = index_.Find(Id(i));
    ASSERT_NE(entry, nullptr) << i;
    EXPECT_EQ(entry->id.view(), Id(i));
  }
  EXPECT_EQ(index_.Find("another"), nullptr);
  EXPECT_EQ(index_.size(), 20'000u);
}

TEST_F(IdIndexTest, GrowsByOneBucketAtATime) {
  size_t before = index_.buckets();
  for (int i = 0; i < 5000; ++i) {
    Add(Id(i));
    ASSERT_LE(index_.buckets(), before + 1);
    before = index_.buckets();
  }
  EXPECT_GE(before, 2000u);
}

TEST_F(IdIndexTest, FindsWhatStaysWhenOthersGo) {
  for (int i = 0; i < 3000; ++i) Add(Id(i));
  for (int i = 0; i < 3000; i += 3) index_.Remove(index_.Find(Id(i)));
  for (int i = 0; i < 3000; ++i) {
    EXPECT_EQ(index_.Find(Id(i)) == nullptr, i % 3 == 0) << i;
  }
  for (int i = 0; i < 3000; i += 3) Add(Id(i));
  for (int i = 0; i < 3000; ++i) EXPECT_NE(index_.Find(Id(i)), nullptr) << i;
  EXPECT_EQ(index_.size(), 3000u);
}

TEST_F(IdIndexTest, ShowsEveryEntryThatStaysToAWalkDuringWhichItGrows) {
  for (int i = 0; i < 2000; ++i) Add(Id(i));
  std::set<std::string> seen;
  int added = 2000;
  for (size_t bucket = 0; bucket < index_.buckets(); ++bucket) {
    for (const std::string& id : IdsIn(bucket)) seen.insert(id);
    if (added < 6000) {
      for (int i = 0; i < 7; ++i) Add(Id(added++));
    }
  }
  for (int i = 0; i < 2000; ++i) EXPECT_EQ(seen.count(Id(i)), 1u) << i;
}

TEST_F(IdIndexTest, IsEmptyAfterClear) {
  for (int i = 0; i < 2000; ++i) Add(Id(i));
  index_.Clear();
  EXPECT_EQ(index_.size(), 0u);
  EXPECT_EQ(index_.Find(Id(1)), nullptr);
  Add(Id(1));
  EXPECT_NE(index_.Find(Id(1)), nullptr);
}

TEST(EntryIdTest, HoldsIdsOfAnyLength) {
  for (const size_t length : {0, 1, 43, 48, 49, 5000}) {
    const std::string text(length, 'x');
    const EntryId id{text};
    EXPECT_EQ(id.view(), text);
    EXPECT_EQ(id.far_bytes(), length > 48 ? length : 0);
  }
}

TEST(EntryPoolTest, GivesAnEntryBackThatKnowsNothingOfItsPast) {
  EntryPool pool;
  Entry* entry = pool.Take("a");
  entry->text = std::string(1000, 'x');
  entry->expires_ms = 5;
  pool.Put(entry);
  Entry* again = pool.Take("b");
  EXPECT_EQ(again, entry);
  EXPECT_EQ(again->id.view(), "b");
  EXPECT_LT(again->text.capacity(), 100u);
  std::set<Entry*> taken = {again};
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(taken.insert(pool.Take("c")).second);
}

class ExpiryIndexTest : public testing::Test {
 protected:
  Entry* Add(int64_t expires_ms) {
    Entry& entry = entries_.emplace_back();
    entry.expires_ms = expires_ms;
    index_.Add(&entry);
    return &entry;
  }
  void MoveTo(Entry* entry, int64_t expires_ms) {
    entry->expires_ms = expires_ms;
    index_.Move(entry);
  }

  std::deque<Entry> entries_;
  ExpiryIndex index_;
};

TEST_F(ExpiryIndexTest, FindsWhatHasExpiredToTheMillisecond) {
  Entry* entry = Add(1000);
  EXPECT_EQ(index_.FirstExpired(999), nullptr);
  EXPECT_EQ(index_.AnyExpired(999), nullptr);
  EXPECT_EQ(index_.FirstExpired(1000), entry);
  EXPECT_EQ(index_.AnyExpired(1000), entry);
  index_.Remove(entry);
  EXPECT_EQ(index_.FirstExpired(1000), nullptr);
  EXPECT_EQ(index_.AnyExpired(1000), nullptr);
}

TEST_F(ExpiryIndexTest, FindsAllOfASlotThatIsNotOver) {
  // Of one slot, in an order that is not theirs.
  std::set<Entry*> due;
  for (const int64_t expires_ms : {1023, 970, 1022, 965, 1000}) {
    Entry* entry = Add(expires_ms);
    if (expires_ms <= 1000) due.insert(entry);
  }
  while (Entry* expired = index_.AnyExpired(1000)) {
    EXPECT_EQ(due.erase(expired), 1u);
    index_.Remove(expired);
  }
  EXPECT_TRUE(due.empty());
  EXPECT_NE(index_.FirstExpired(5000), nullptr);
}

TEST_F(ExpiryIndexTest, FollowsAnEntryThatMoves) {
  Entry* moving = Add(1000);
  Entry* other = Add(1000);
  MoveTo(moving, 50'000);
  EXPECT_EQ(index_.FirstExpired(1000), other);
  index_.Remove(other);
  EXPECT_EQ(index_.FirstExpired(49'999), nullptr);
  MoveTo(moving, 10);
  EXPECT_EQ(index_.FirstExpired(10), moving);
  MoveTo(moving, 11);  // in its slot
  EXPECT_EQ(index_.AnyExpired(10), nullptr);
  EXPECT_EQ(index_.AnyExpired(11), moving);
}

TEST_F(ExpiryIndexTest, GivesTheEarliestSlotFirst) {
  for (int64_t i = 0; i < 1000; ++i) Add((i * 7919) % 100'000);
  int64_t slot = 0;
  for (int i = 0; i < 1000; ++i) {
    Entry* first = index_.FirstExpired(200'000);
    ASSERT_NE(first, nullptr);
    EXPECT_GE(first->expires_ms / 64, slot);
    slot = first->expires_ms / 64;
    index_.Remove(first);
  }
  EXPECT_EQ(index_.FirstExpired(200'000), nullptr);
}

}  // namespace
}  // namespace onceonly::store
