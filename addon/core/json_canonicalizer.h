// The machine behind canonical_json.
#ifndef ONCEONLY_CORE_JSON_CANONICALIZER_H_
#define ONCEONLY_CORE_JSON_CANONICALIZER_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/canonical_json.h"
#include "core/json_buffers.h"
#include "core/json_member_sorter.h"
#include "core/json_members.h"

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
  // An array or object that is still open.
  struct Frame {
    size_t first_member;
    bool is_object;
    bool in_order;
  };

  JsonCursors Fail(StatusCode code, const char* at) noexcept;
  JsonCursors ReadValue(JsonCursors at);
  JsonCursors ReadAfterValue(JsonCursors at);
  JsonCursors ReadLiteral(JsonCursors at, std::string_view word) noexcept;
  JsonCursors ReadString(JsonCursors at) noexcept;
  JsonCursors ReadSlowString(JsonCursors at) noexcept;
  JsonCursors ReadNumber(JsonCursors at);
  JsonCursors Open(JsonCursors at);
  JsonCursors ReadMemberName(JsonCursors at);
  JsonCursors Close(JsonCursors at);

  static char ClosingBracket(const Frame& frame) noexcept { return frame.is_object ? '}' : ']'; }

  JsonBlock block_;
  JsonForm form_ = JsonForm::kCanonical;
  size_t max_depth_ = 0;
  Status status_;
  bool is_done_ = false;
  // Of the last string: whether it was ASCII without escapes, and whether it may hold escapes.
  bool is_plain_ = true;
  bool may_hold_escapes_ = false;
  std::vector<Frame> open_;
  std::vector<JsonMember> members_;  // of all open objects, the innermost last
  MemberSorter sorter_;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_CANONICALIZER_H_
