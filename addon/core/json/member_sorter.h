// Puts the members of an object that were written out of order in order.
#ifndef ONCEONLY_CORE_JSON_MEMBER_SORTER_H_
#define ONCEONLY_CORE_JSON_MEMBER_SORTER_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/json/members.h"
#include "core/json/scratch_array.h"

namespace onceonly::core {

// Its memory serves all objects of one text.
class MemberSorter {
 public:
  // Sorts the members of one object, given in the order written. The last one ends at `end`. Of
  // members with one name the last is kept. Moves the object's text, so no byte of a text is moved
  // more often than objects may be nested. Returns the end of the sorted text. REQUIRES:
  // JsonBlock::kPadding bytes behind `end` may be read and written.
  char* Sort(std::span<const JsonMember> members, char* output, char* end);

  // The memory that is kept for the next object.
  size_t bytes() const noexcept;

 private:
  // Sorts by `prefix`, then by the rest of the name, then by `index`.
  struct Entry {
    uint64_t prefix;
    uint32_t index;
  };

  void FillEntries();
  size_t CommonPrefix() const noexcept;
  bool Less(const Entry& a, const Entry& b) const noexcept;
  void SortMixed();
  void SortFewPlain();
  void SortManyPlain();
  int ShortenPrefixes() noexcept;
  template <int kDigit>
  void SortByKey(int bits);
  void SortTies();
  bool IsOverridden(size_t at) const noexcept;
  char* Gather(char* end);

  std::span<const JsonMember> members_;
  char* output_ = nullptr;
  std::span<Entry> entries_;
  ScratchArray<Entry> entry_memory_;
  ScratchArray<Entry> other_entry_memory_;
  ScratchArray<char> sorted_;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_MEMBER_SORTER_H_
