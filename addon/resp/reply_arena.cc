#include "resp/reply_arena.h"

#include <new>

namespace onceonly::resp {
namespace {

constexpr size_t RoundUp(size_t size) noexcept {
  constexpr size_t kUnit = alignof(std::max_align_t);
  return (size + kUnit - 1) / kUnit * kUnit;
}

}  // namespace

void* ReplyArena::Allocate(size_t size) noexcept {
  size = RoundUp(size);
  // A large part gets a block of its own. The rest of this one is left for smaller parts.
  if (size > left_ && size > kBlock / 2) return NewBlock(size);
  if (size > left_) {
    std::byte* const block = NewBlock(kBlock);
    if (block == nullptr) return nullptr;
    at_ = block;
    left_ = kBlock;
  }
  left_ -= size;
  std::byte* const allocated = at_;
  at_ += size;
  return allocated;
}

std::byte* ReplyArena::NewBlock(size_t size) noexcept {
  void* const memory = ::operator new(sizeof(Block) + size, std::nothrow);
  if (memory == nullptr) return nullptr;
  blocks_ = new (memory) Block{blocks_};
  return static_cast<std::byte*>(memory) + sizeof(Block);
}

void ReplyArena::Reset() noexcept {
  while (blocks_ != nullptr) {
    Block* const next = blocks_->next;
    ::operator delete(blocks_);
    blocks_ = next;
  }
  at_ = first_.data();
  left_ = kBlock;
}

}  // namespace onceonly::resp
