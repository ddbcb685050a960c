// Memory that is used again and again.
#ifndef ONCEONLY_CORE_JSON_SCRATCH_ARRAY_H_
#define ONCEONLY_CORE_JSON_SCRATCH_ARRAY_H_

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace onceonly::core {

// Room for items that are written before they are read: it is neither cleared nor, when it has to
// grow, copied.
template <typename T>
class ScratchArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  ScratchArray() = default;
  ScratchArray(const ScratchArray&) = delete;
  ScratchArray& operator=(const ScratchArray&) = delete;

  // Room for `count` items of any value. Invalidates what was given before.
  T* Room(size_t count) {
    if (count > capacity_) {
      items_ = std::make_unique_for_overwrite<T[]>(count);
      capacity_ = count;
    }
    return items_.get();
  }

  void Swap(ScratchArray& other) noexcept {
    std::swap(items_, other.items_);
    std::swap(capacity_, other.capacity_);
  }

  T* data() const noexcept { return items_.get(); }
  size_t bytes() const noexcept { return capacity_ * sizeof(T); }

 private:
  std::unique_ptr<T[]> items_;
  size_t capacity_ = 0;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_SCRATCH_ARRAY_H_
