// The order of an object's members: by the UTF-16 code units of their names (RFC 8785, 3.2.3).
#ifndef ONCEONLY_CORE_JSON_MEMBERS_H_
#define ONCEONLY_CORE_JSON_MEMBERS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/json_buffers.h"

namespace onceonly::core {

// The text between the quotes of a name in the output. Equal names have equal text.
struct JsonName {
  std::string_view text;
  bool may_hold_escapes = false;
};

// Negative, zero or positive, as the string that `a` stands for comes before, equals or comes after
// that of `b`.
int CompareNames(const JsonName& a, const JsonName& b) noexcept;

// A member written to the output: "name":value from `begin` up to the comma before the next member.
struct JsonMember {
  size_t begin;
  size_t name_size;
  bool may_hold_escapes;

  JsonName NameIn(const JsonOutput& output) const noexcept {
    return {output.Slice(begin + 1, name_size), may_hold_escapes};
  }
};

// Puts the members of an object in order. Its memory serves all objects of one text.
class MemberSorter {
 public:
  // `members` are all of one object, in the order written; the last one ends where the output ends.
  // Of members with one name the last is kept. Moves the object's text, so no byte of a text is
  // moved more often than objects may be nested.
  void Sort(std::span<const JsonMember> members, JsonOutput& output);

 private:
  struct Entry {
    JsonName name;
    std::string_view text;
  };

  void FindEntries(std::span<const JsonMember> members, const JsonOutput& output);

  std::vector<Entry> entries_;
  std::string sorted_;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_MEMBERS_H_
