#include "core/canonical_json.h"

#include <vector>

#include "core/json_buffers.h"
#include "core/json_members.h"
#include "core/json_number.h"
#include "core/json_string.h"

namespace onceonly::core {
namespace {

// Writes the text of each value straight to the output. A member's place there is remembered until
// its object ends, where members that are out of order are put in order.
class Canonicalizer {
 public:
  Canonicalizer(std::string_view json, JsonForm form, int max_depth)
      : input_(json), output_(json.size()), form_(form), max_depth_(max_depth) {}

  Result<std::string> Run() {
    Status status;
    while (status.ok() && next_ != Next::kEnd) {
      status = next_ == Next::kValue ? ReadValue() : ReadAfterValue();
    }
    if (!status.ok()) return status;
    return std::move(output_).Take();
  }

 private:
  enum class Next : uint8_t { kValue, kAfterValue, kEnd };

  // An array or object that is still open.
  struct Frame {
    size_t first_member;
    bool is_object;
    bool in_order;
  };

  void SkipWhiteSpace() noexcept;
  Status ReadValue();
  Status ReadLiteral(std::string_view word) noexcept;
  Status Open(bool is_object);
  Status ReadAfterValue();
  Status ReadMemberName();
  void CheckOrder(const JsonMember& member) noexcept;
  void Close();

  Status Unexpected() const noexcept { return input_.Fail(StatusCode::kInvalidJson); }
  static char ClosingBracket(const Frame& frame) noexcept { return frame.is_object ? '}' : ']'; }

  JsonInput input_;
  JsonOutput output_;
  const JsonForm form_;
  const int max_depth_;
  Next next_ = Next::kValue;
  std::vector<Frame> open_;
  std::vector<JsonMember> members_;  // of all open objects, the innermost last
  MemberSorter sorter_;
};

void Canonicalizer::SkipWhiteSpace() noexcept {
  const char* next = input_.next;
  while (next != input_.end && (*next == ' ' || *next == '\n' || *next == '\r' || *next == '\t')) {
    ++next;
  }
  input_.next = next;
}

Status Canonicalizer::ReadValue() {
  SkipWhiteSpace();
  if (input_.AtEnd()) return Unexpected();
  next_ = Next::kAfterValue;
  switch (*input_.next) {
    case '{':
      return Open(true);
    case '[':
      return Open(false);
    case '"':
      return ReadJsonString(input_, output_, form_).status;
    case 't':
      return ReadLiteral("true");
    case 'f':
      return ReadLiteral("false");
    case 'n':
      return ReadLiteral("null");
    default:
      return ReadJsonNumber(input_, output_, form_);
  }
}

Status Canonicalizer::ReadLiteral(std::string_view word) noexcept {
  for (char letter : word) {
    if (!input_.StartsWith(letter)) return Unexpected();
    ++input_.next;
  }
  output_.Append(word);
  return {};
}

Status Canonicalizer::Open(bool is_object) {
  if (open_.size() >= static_cast<size_t>(max_depth_)) return input_.Fail(StatusCode::kTooDeep);
  output_.Push(*input_.next++);
  open_.push_back({members_.size(), is_object, true});
  SkipWhiteSpace();
  if (input_.StartsWith(ClosingBracket(open_.back()))) {
    Close();
    return {};
  }
  next_ = Next::kValue;
  return is_object ? ReadMemberName() : Status();
}

// Reads what may follow a value: the end of the text, a comma, or the end of the array or object
// around it.
Status Canonicalizer::ReadAfterValue() {
  SkipWhiteSpace();
  if (open_.empty()) {
    next_ = Next::kEnd;
    return input_.AtEnd() ? Status() : Unexpected();
  }
  const Frame& frame = open_.back();
  if (input_.StartsWith(',')) {
    output_.Push(*input_.next++);
    next_ = Next::kValue;
    return frame.is_object ? ReadMemberName() : Status();
  }
  if (!input_.StartsWith(ClosingBracket(frame))) return Unexpected();
  Close();
  return {};
}

Status Canonicalizer::ReadMemberName() {
  SkipWhiteSpace();
  if (!input_.StartsWith('"')) return Unexpected();
  const size_t begin = output_.size();
  const JsonStringRead read = ReadJsonString(input_, output_, form_);
  if (!read.status.ok()) return read.status;
  const JsonMember member{begin, output_.size() - begin - 2, read.may_hold_escapes};
  CheckOrder(member);
  members_.push_back(member);
  SkipWhiteSpace();
  if (!input_.StartsWith(':')) return Unexpected();
  output_.Push(*input_.next++);
  return {};
}

// One member that does not come after the one before it, or has the same name, is enough to sort
// the object.
void Canonicalizer::CheckOrder(const JsonMember& member) noexcept {
  Frame& frame = open_.back();
  if (!frame.in_order || members_.size() == frame.first_member) return;
  frame.in_order = CompareNames(members_.back().NameIn(output_), member.NameIn(output_)) < 0;
}

void Canonicalizer::Close() {
  const Frame frame = open_.back();
  open_.pop_back();
  if (!frame.in_order) sorter_.Sort(std::span(members_).subspan(frame.first_member), output_);
  members_.resize(frame.first_member);
  output_.Push(*input_.next++);
}

}  // namespace

Result<std::string> CanonicalizeJson(std::string_view json, JsonForm form, int max_depth) {
  return Canonicalizer(json, form, max_depth).Run();
}

}  // namespace onceonly::core
