#include "core/json_canonicalizer.h"

#include <span>

#include "core/json_digits.h"
#include "core/json_number.h"
#include "core/json_scan.h"
#include "core/json_string.h"

namespace onceonly::core {
namespace {

// A scan that has failed has noted why and gives no place to go on from.
constexpr JsonCursors kFailed{nullptr, nullptr};

bool HasFailed(JsonCursors at) noexcept { return at.from == nullptr; }

JsonCursors SkipWhiteSpace(JsonCursors at) noexcept {
  while (*at.from == ' ' || *at.from == '\n' || *at.from == '\r' || *at.from == '\t') ++at.from;
  return at;
}

JsonCursors CopyByte(JsonCursors at) noexcept {
  *at.to = *at.from;
  return {at.from + 1, at.to + 1};
}

}  // namespace

Result<std::string_view> JsonCanonicalizer::Run(std::string_view json, JsonForm form,
                                                int max_depth) {
  form_ = form;
  max_depth_ = static_cast<size_t>(max_depth);
  is_done_ = false;
  open_.clear();
  members_.clear();
  JsonCursors at = block_.Start(json);
  do {
    at = ReadValue(SkipWhiteSpace(at));
    if (!HasFailed(at)) at = ReadAfterValue(SkipWhiteSpace(at));
  } while (!is_done_ && !HasFailed(at));
  if (HasFailed(at)) return status_;
  return std::string_view(block_.begin(), static_cast<size_t>(at.to - block_.begin()));
}

size_t JsonCanonicalizer::bytes() const noexcept {
  return block_.bytes() + sorter_.bytes() + open_.capacity() * sizeof(Frame) +
         members_.capacity() * sizeof(JsonMember);
}

JsonCursors JsonCanonicalizer::Fail(StatusCode code, const char* at) noexcept {
  status_ = {code, block_.OffsetOf(at)};
  return kFailed;
}

// Reads up to the end of a value without values inside.
JsonCursors JsonCanonicalizer::ReadValue(JsonCursors at) {
  for (size_t depth;;) {
    switch (*at.from) {
      case '"':
        return ReadString(at);
      case '{':
      case '[':
        depth = open_.size();
        at = Open(at);
        if (HasFailed(at) || open_.size() == depth) return at;
        break;
      case 't':
        return ReadLiteral(at, "true");
      case 'f':
        return ReadLiteral(at, "false");
      case 'n':
        return ReadLiteral(at, "null");
      default:
        return ReadNumber(at);
    }
  }
}

// Reads what may follow a value: commas up to the next value, brackets that close, the end.
JsonCursors JsonCanonicalizer::ReadAfterValue(JsonCursors at) {
  while (!open_.empty()) {
    const Frame& frame = open_.back();
    if (*at.from == ',') {
      at = SkipWhiteSpace(CopyByte(at));
      return frame.is_object ? ReadMemberName(at) : at;
    }
    if (*at.from != ClosingBracket(frame)) return Fail(StatusCode::kInvalidJson, at.from);
    at = SkipWhiteSpace(Close(at));
  }
  if (at.from != block_.end()) return Fail(StatusCode::kInvalidJson, at.from);
  is_done_ = true;
  return at;
}

JsonCursors JsonCanonicalizer::ReadLiteral(JsonCursors at, std::string_view word) noexcept {
  for (char letter : word) {
    if (*at.from != letter) return Fail(StatusCode::kInvalidJson, at.from);
    at = CopyByte(at);
  }
  return at;
}

JsonCursors JsonCanonicalizer::ReadString(JsonCursors at) noexcept {
  is_plain_ = true;
  may_hold_escapes_ = false;
  at = CopyPlain(CopyByte(at));
  return *at.from == '"' ? CopyByte(at) : ReadSlowString(at);
}

JsonCursors JsonCanonicalizer::ReadSlowString(JsonCursors at) noexcept {
  JsonInput input = block_.InputAt(at.from);
  JsonOutput output(at.to);
  const JsonStringRead read = ReadJsonString(input, output, form_);
  is_plain_ = false;
  may_hold_escapes_ = read.may_hold_escapes;
  status_ = read.status;
  return read.status.ok() ? JsonCursors{input.next, output.end()} : kFailed;
}

JsonCursors JsonCanonicalizer::ReadNumber(JsonCursors at) {
  if (const size_t size = PlainNumberSize(at.from); size != 0) {
    std::memcpy(at.to, at.from, kMaxPlainNumber);
    return {at.from + size, at.to + size};
  }
  JsonInput input = block_.InputAt(at.from);
  JsonOutput output(at.to);
  status_ = ReadJsonNumber(input, output, form_);
  if (!status_.ok()) return kFailed;
  return block_.EnsureGap({input.next, output.end()});
}

// Reads up to where the first value inside begins, or up to the end of an empty array or object.
JsonCursors JsonCanonicalizer::Open(JsonCursors at) {
  if (open_.size() >= max_depth_) return Fail(StatusCode::kTooDeep, at.from);
  const bool is_object = *at.from == '{';
  open_.push_back({members_.size(), is_object, true});
  at = SkipWhiteSpace(CopyByte(at));
  if (*at.from == ClosingBracket(open_.back())) return Close(at);
  return is_object ? ReadMemberName(at) : at;
}

JsonCursors JsonCanonicalizer::ReadMemberName(JsonCursors at) {
  if (*at.from != '"') return Fail(StatusCode::kInvalidJson, at.from);
  const char* const name = at.to + 1;
  at = ReadString(at);
  if (HasFailed(at)) return at;
  const auto size = static_cast<size_t>(at.to - 1 - name);
  const auto begin = static_cast<size_t>(name - 1 - block_.begin());
  const JsonMember member{NamePrefix(name, size), begin, size, is_plain_, may_hold_escapes_};
  // One member that does not come after the one before it, or has the same name, is enough to sort
  // the object.
  Frame& frame = open_.back();
  if (frame.in_order && members_.size() > frame.first_member) {
    frame.in_order = CompareMembers(members_.back(), member, block_.begin()) < 0;
  }
  members_.push_back(member);
  at = SkipWhiteSpace(at);
  if (*at.from != ':') return Fail(StatusCode::kInvalidJson, at.from);
  return SkipWhiteSpace(CopyByte(at));
}

JsonCursors JsonCanonicalizer::Close(JsonCursors at) {
  const Frame frame = open_.back();
  open_.pop_back();
  if (!frame.in_order) {
    at.to = sorter_.Sort(std::span(members_).subspan(frame.first_member), block_.begin(), at.to);
  }
  members_.resize(frame.first_member);
  return CopyByte(at);
}

}  // namespace onceonly::core
