// The machine behind canonical_json.
#ifndef ONCEONLY_CORE_JSON_CANONICALIZER_H_
#define ONCEONLY_CORE_JSON_CANONICALIZER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/json/buffers.h"
#include "core/json/canonical_json.h"
#include "core/json/member_sorter.h"
#include "core/json/members.h"

namespace onceonly::core {

// Writes the text of each value straight to the output. A member's place there is remembered until
// its object ends, where members that are out of order are put in order.
class JsonCanonicalizer {
 public:
  // The text is this object's until the next run, which uses the same memory.
  Result<std::string_view> Run(std::string_view json, JsonForm form, int max_depth);

  // The memory that is kept for the next run.
  size_t bytes() const noexcept;

 private:
  // The place of a value: an array, an object or, outside of all, the text. `closing` ends it.
  struct Frame {
    size_t first_member = 0;
    uint64_t last_tail = 0;  // of the last member's name, if plain: the bytes behind its prefix
    char closing = '\0';
    bool in_order = true;
  };

  JsonCursors Fail(StatusCode code, const char* at) noexcept;
  bool ComesInOrder(const JsonMember& member, uint64_t tail) const noexcept;
  JsonCursors ReadMemberName(JsonCursors at);
  JsonCursors ReadScalar(JsonCursors at) noexcept;
  JsonCursors ReadLiteral(JsonCursors at, std::string_view word) noexcept;
  JsonCursors ReadString(JsonCursors at) noexcept;
  JsonCursors ReadSlowString(JsonCursors at) noexcept;
  JsonCursors ReadNumber(JsonCursors at);
  JsonCursors ReadSlowNumber(JsonCursors at);
  JsonCursors ReadAfterValue(JsonCursors at);
  JsonCursors Open(JsonCursors at);
  JsonCursors Close(JsonCursors at);

  JsonBlock block_;
  JsonForm form_ = JsonForm::kCanonical;
  size_t max_depth_ = 0;
  Status status_;
  bool is_done_ = false;
  // Of the last string that was not plain.
  bool may_hold_escapes_ = false;
  Frame frame_;                      // the innermost
  std::vector<Frame> outer_;         // all around it
  std::vector<JsonMember> members_;  // of all open objects, the innermost last
  MemberSorter sorter_;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_CANONICALIZER_H_
