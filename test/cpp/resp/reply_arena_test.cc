#include "resp/reply_arena.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <vector>

namespace onceonly::resp {
namespace {

TEST(ReplyArenaTest, GivesMemoryThatNothingElseUses) {
  ReplyArena arena;
  std::vector<char*> given;
  for (const size_t size : {1u, 16u, 17u, 2000u, 3000u, 4096u, 100'000u, 1u}) {
    auto* const bytes = static_cast<char*>(arena.Allocate(size));
    ASSERT_NE(bytes, nullptr);
    std::memset(bytes, static_cast<int>(given.size()), size);
    given.push_back(bytes);
  }
  for (size_t i = 0; i < given.size(); ++i) EXPECT_EQ(*given[i], static_cast<char>(i));
}

TEST(ReplyArenaTest, AlignsForEveryType) {
  ReplyArena arena;
  for (size_t size = 0; size < 6000; size += 7) {
    const auto address = reinterpret_cast<uintptr_t>(arena.Allocate(size));
    EXPECT_EQ(address % alignof(std::max_align_t), 0u) << size;
  }
}

TEST(ReplyArenaTest, UsesTheSameMemoryAgainAfterAReset) {
  ReplyArena arena;
  void* const first = arena.Allocate(100);
  arena.Allocate(1'000'000);
  arena.Reset();
  EXPECT_EQ(arena.Allocate(100), first);
}

}  // namespace
}  // namespace onceonly::resp
